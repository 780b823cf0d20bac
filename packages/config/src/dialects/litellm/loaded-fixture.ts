import { Secret } from '@strait/core'
import { type Loaded, loadConfig } from '../../load.ts'

const env: Readonly<Record<string, string>> = {
  AZURE_API_KEY: '0123456789abcdef0123456789abcdef',
  BRIA_KEY: 'bria-key',
  COHERE_API_KEY: 'cohere-key',
  MASTER: 'sk-master',
  OPENAI_API_KEY: 'sk-openai',
  PK: 'pk-lf-1',
  SK: 'sk-lf-2',
}

export interface Surroundings {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly accept?: readonly string[]
  readonly source?: string
}

/** Loads a text as `/etc/litellm.yaml`, with other files and variables around it. Not exported by the package. */
export function loaded(
  text: string,
  { files = {}, accept, source = '/etc/litellm.yaml', ...more }: Surroundings = {},
): Loaded {
  return loadConfig({
    text,
    source,
    acceptUnenforced: accept,
    env: (name) => more.env?.[name] ?? env[name],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  })
}

export type Ok = Extract<Loaded, { kind: 'ok' }>

export function ok(result: Loaded): Ok {
  if (result.kind === 'ok') return result
  throw new Error(result.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'))
}

/** Problems as `line:column path: message`, with the file's name where it is not the usual one. */
export function told(result: Loaded): string[] {
  const problems = result.kind === 'ok' ? result.warnings : result.problems
  return problems.map(({ file, line, column, path, message }) => {
    const name = file === '/etc/litellm.yaml' ? '' : `${file}:`
    return `${name}${line}:${column} ${path}: ${message}`
  })
}

/** Plain values, with what is secret in brackets. */
export function plain(value: unknown): unknown {
  if (value instanceof Secret) return `<${value.reveal()}>`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}
