import * as v from 'valibot'
import { checkTogether } from './checks/check-together.ts'
import { findingOf } from './issues.ts'
import { locate } from './locate.ts'
import { type Finding, type Problem, withoutEchoes } from './problem.ts'
import { readPemFiles } from './read-pem-files.ts'
import { type Config, configSchema } from './schema/config.ts'
import type { FileRead, Sources } from './secrets.ts'
import { warn } from './warn.ts'
import { guessHidden } from './yaml/guess-hidden.ts'
import { parseYaml } from './yaml/parse.ts'
import { readTree } from './yaml/tree.ts'

export interface LoadOptions extends Sources {
  readonly text: string
  /** The file's name, as the user gave it, or `STRAIT_CONFIG`. Relative paths inside are looked for beside it. */
  readonly source: string
}

export type Loaded =
  | {
      readonly kind: 'ok'
      readonly config: Config
      readonly warnings: readonly Problem[]
      readonly files: readonly string[]
    }
  /** `files`: all that was looked for, so that a watcher sees them mended. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[]; readonly files: readonly string[] }

/** Reads a config file: all of its problems at once, or a config with every default filled in. */
export function loadConfig(options: LoadOptions): Loaded {
  const text = options.text.replace(/^\uFEFF/, '')
  const files = new Set<string>()
  const sources = besideFile(options, files)
  const parsed = parseYaml(text)
  if (parsed.kind === 'broken') {
    const masked = guessHidden(text)
    const problems = parsed.findings.map((finding) =>
      locate(finding, options.source, text, { values: masked, masked, maskedNames: new Set() }),
    )
    return { kind: 'invalid', problems, files: [] }
  }
  const tree = readTree(parsed.document, text, sources)
  const result = v.safeParse(configSchema, tree.value)
  const fromSchema = (result.issues ?? []).map((issue) => findingOf(issue, tree)).filter((found) => found !== undefined)
  const findings = withoutEchoes([...parsed.findings, ...tree.findings, ...fromSchema, ...checkTogether(tree)])
  const locateAll = (found: readonly Finding[]) =>
    inOrder(found.map((each) => locate(each, options.source, text, tree)))
  const pem = result.success ? readPemFiles(result.output, tree, sources) : undefined
  const all = [...findings, ...(pem?.findings ?? [])]
  if (all.length > 0 || pem === undefined) return { kind: 'invalid', problems: locateAll(all), files: [...files] }
  return { kind: 'ok', config: pem.config, warnings: locateAll(warn(pem.config, tree)), files: [...files] }
}

function besideFile({ env, readFile, source }: LoadOptions, files: Set<string>): Sources {
  const slash = Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\'))
  const folder = source.slice(0, slash + 1)
  return {
    env,
    readFile(path): FileRead {
      const isAbsolute = /^([/\\]|[A-Za-z]:[/\\])/.test(path)
      const file = isAbsolute ? path : folder + path
      files.add(file)
      return readFile(file)
    },
  }
}

function inOrder(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column)
}
