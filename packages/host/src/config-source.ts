import { access, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseEnvFile } from './cli/env-file.ts'
import type { Options } from './cli/parse-args.ts'
import { StartError } from './start-error.ts'

/** Where the config comes from. `file` can be watched; inline text and none can't. */
export type ConfigSource =
  | { readonly kind: 'file'; readonly file: string; readonly why: string }
  | { readonly kind: 'inline'; readonly text: string; readonly why: string }
  | { readonly kind: 'none'; readonly why: string }

export type Variables = Readonly<Record<string, string | undefined>>
export type Environment = (name: string) => string | undefined

/** The flag, then STRAIT_CONFIG, then ./strait.yaml; none is fine. */
export async function findConfig(options: Options, env: Environment): Promise<ConfigSource> {
  if (options.config !== undefined) return { kind: 'file', file: resolve(options.config), why: '--config' }
  const named = env('STRAIT_CONFIG')
  if (named !== undefined && named.trim() !== '') {
    if (looksInline(named)) return { kind: 'inline', text: named, why: 'STRAIT_CONFIG' }
    return { kind: 'file', file: resolve(named), why: 'STRAIT_CONFIG' }
  }
  const local = resolve('strait.yaml')
  if (await exists(local)) return { kind: 'file', file: local, why: 'found here' }
  return { kind: 'none', why: 'no config' }
}

/** A path has no line break, no brace at its start and no `name: value`. */
function looksInline(text: string): boolean {
  return /\n|^\s*\{|^\s*[A-Za-z_]+\s*:(\s|$)/.test(text)
}

export async function readSource(source: ConfigSource): Promise<string> {
  if (source.kind === 'none') return ''
  if (source.kind === 'inline') return source.text
  try {
    return await readFile(source.file, 'utf8')
  } catch (error) {
    throw new StartError(`strait: can't read the config ${source.file} (${source.why}): ${reason(error)}`, 2)
  }
}

/** The process's environment, with the lines of `--env-file` under it. */
export async function environment(options: Options): Promise<Variables> {
  if (options.envFile === undefined) return process.env
  let extra: Record<string, string>
  try {
    extra = parseEnvFile(await readFile(options.envFile, 'utf8'))
  } catch (error) {
    throw new StartError(`strait: can't read the env file ${options.envFile}: ${reason(error)}`, 2)
  }
  return { ...extra, ...process.env }
}

/** What the operating system said, in words. */
export function reason(error: unknown): string {
  const { code } = error as { code?: string }
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'it is a folder'
  return code ?? String(error)
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
