import { Secret } from '@strait/core'
import { type Loaded, type LoadOptions, loadConfig } from '../load.ts'

const env: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'sk-ant-env',
  AWS_ID: 'AKIDENV',
  AWS_SECRET: 'aws-secret',
  AZURE_API_KEY: '0123456789abcdef0123456789abcdef',
  AZURE_ENDPOINT: 'https://acme.openai.azure.com/',
  AZURE_KEY: '0123456789abcdef0123456789abcdef',
  BRIA_KEY: 'bria-key',
  CLIENT_SECRET: 'entra-secret',
  COHERE_API_KEY: 'cohere-key',
  GEMINI_API_KEY: 'AIza-env',
  GW_KEY: 'agw-key',
  MASTER: 'sk-master',
  OPENAI_API_KEY: 'sk-openai',
  OPENAI_API_KEY_2: 'sk-openai-2',
  PK: 'pk-lf-1',
  PROXY_PASSWORD: 'proxy-password',
  REGION: 'eu-central-1',
  SK: 'sk-lf-2',
  VK_ONE: 'sk-bf-one',
  VK_TWO: 'sk-bf-two',
}

export interface Surroundings {
  readonly accept?: readonly string[] | undefined
  /** Beside those above. */
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly files?: Readonly<Record<string, string>> | undefined
  readonly source?: string | undefined
}

export interface Fixture {
  /** Objects are written as JSON. */
  optionsFor(file: unknown, around?: Surroundings): LoadOptions
  loaded(file: unknown, around?: Surroundings): Promise<Loaded>
}

/** Loads texts as a file of this name, with other files and the variables above around it. Not exported by the package. */
export function filesAs(name: string): Fixture {
  const optionsFor: Fixture['optionsFor'] = (file, { accept, files = {}, source = name, ...more } = {}) => ({
    text: typeof file === 'string' ? file : JSON.stringify(file, undefined, 2),
    source,
    acceptUnenforced: accept,
    env: (variable) => more.env?.[variable] ?? env[variable],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  })
  return { optionsFor, loaded: (file, around) => loadConfig(optionsFor(file, around)) }
}

export type Ok = Extract<Loaded, { kind: 'ok' }>

export function ok(result: Loaded): Ok {
  if (result.kind === 'ok') return result
  throw new Error(result.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'))
}

/** Problems as `line:column path: message`. */
export function told(result: Loaded): string[] {
  const problems = result.kind === 'ok' ? result.warnings : result.problems
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
}

export function notes(result: Loaded): string[] {
  return ok(result).notes.map(({ path, message }) => `${path}: ${message}`)
}

/** Plain values, with what is secret in brackets; of what can be asked its shape is left. */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') return '<function>'
  if (value instanceof Secret) return `<${value.reveal()}>`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}
