import { Secret } from '@strait/core'
import type { FileDialect } from '../dialects/dialect.ts'
import { valueRange } from '../issues.ts'
import type { Finding, Path, Problem } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import type { FileRead, Sources } from '../secrets.ts'
import type { Part } from './part.ts'
import { beside, tidied } from './paths.ts'
import { readPart } from './read-part.ts'

const DEEPEST = 8
const BESIDE = 'a path that does not begin with / is looked for beside the file that includes it'

export interface PartsRead {
  /** The main file first, then what it includes, in order. */
  readonly parts: readonly Part[]
  /** Of files that are no YAML. */
  readonly broken: readonly Problem[]
  /** What is wrong with an `include` itself. */
  readonly findings: readonly { readonly part: Part; readonly finding: Finding }[]
}

export interface PartsOptions extends Sources {
  readonly text: string
  readonly source: string
  readonly dialect?: FileDialect | undefined
}

/** Reads a file and all that it includes. `files` gets the name of everything that was looked for. */
export function readParts(options: PartsOptions, files: Set<string>): Promise<PartsRead> {
  return new PartsReader(options, files).read()
}

class PartsReader {
  readonly #options: PartsOptions
  readonly #files: Set<string>
  readonly #parts: Part[] = []
  readonly #broken: Problem[] = []
  readonly #findings: { part: Part; finding: Finding }[] = []
  readonly #seen = new Set<string>()

  constructor(options: PartsOptions, files: Set<string>) {
    this.#options = options
    this.#files = files
  }

  async read(): Promise<PartsRead> {
    const { source, text, dialect } = this.#options
    this.#seen.add(tidied(source))
    await this.#readFile(source, text, [tidied(source)], dialect)
    return { parts: this.#parts, broken: this.#broken, findings: this.#findings }
  }

  async #readFile(file: string, text: string, open: readonly string[], dialect?: FileDialect): Promise<void> {
    const read = await readPart({ file, text, sources: this.#sourcesBeside(file) }, dialect)
    if (read.kind === 'broken') {
      this.#broken.push(...read.problems)
      return
    }
    const { part } = read
    this.#parts.push(part)
    for (const { path, name } of this.#includesOf(part)) await this.#include(part, path, name, open)
  }

  async #include(part: Part, path: Path, name: string, open: readonly string[]): Promise<void> {
    const file = tidied(beside(part.file, name))
    const circle = [...open, file].join(' → ')
    if (open.includes(file)) this.#find(part, path, `${name} includes itself`, circle)
    else if (open.length > DEEPEST)
      this.#find(part, path, `files are included ${DEEPEST} deep at most`, 'include it further up')
    // Named twice, it is read once.
    else if (!this.#seen.has(file)) await this.#readIncluded(part, path, file, open)
  }

  async #readIncluded(part: Part, path: Path, file: string, open: readonly string[]): Promise<void> {
    this.#seen.add(file)
    this.#files.add(file)
    const read = this.#options.readFile(file)
    if (read.kind === 'ok') await this.#readFile(file, read.text, [...open, file])
    else this.#find(part, path, `the file can't be read: ${read.reason}`, BESIDE)
  }

  /** Other forms are told by the schema where the file is the main one, and here elsewhere. */
  #includesOf(part: Part): { path: Path; name: string }[] {
    const value = isMap(part.value) ? part.value['include'] : undefined
    if (value === undefined) return []
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    const names = list.map((each, i): { path: Path; name: unknown } => ({
      path: Array.isArray(value) ? ['include', i] : ['include'],
      name: each instanceof Secret ? each.reveal() : each,
    }))
    const texts = names.filter(
      (each): each is { path: Path; name: string } => typeof each.name === 'string' && each.name !== '',
    )
    if (texts.length < names.length && part !== this.#parts[0])
      this.#find(
        part,
        ['include'],
        'include takes the path of a file, or a list of them',
        'write include: [ ./file.yaml ]',
      )
    return texts
  }

  #find(part: Part, path: Path, says: string, hint: string): void {
    const { path: source } = part.origin(path)
    this.#findings.push({ part, finding: { path: source, at: valueRange(source, part.tree), says, hint } })
  }

  #sourcesBeside(from: string): Sources {
    const { env, readFile } = this.#options
    return {
      env,
      readFile: (path): FileRead => {
        const file = beside(from, path)
        this.#files.add(file)
        return readFile(file)
      },
    }
  }
}
