import { createGateway, Secret, type UpstreamRequest } from '@strait/core'
import { answer, arrival, fakeRuntime } from '../../../../core/test/harness.ts'
import { compilePlan } from '../../compile/index.ts'
import { type Loaded, type LoadOptions, loadConfig } from '../../load.ts'

export const FILE = '/etc/config.json'

const env: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'sk-ant-env',
  AWS_ID: 'AKIDENV',
  AWS_SECRET: 'aws-secret',
  AZURE_ENDPOINT: 'https://acme.openai.azure.com/',
  AZURE_KEY: '0123456789abcdef0123456789abcdef',
  CLIENT_SECRET: 'entra-secret',
  GEMINI_API_KEY: 'AIza-env',
  OPENAI_API_KEY: 'sk-openai',
  OPENAI_API_KEY_2: 'sk-openai-2',
  PROXY_PASSWORD: 'proxy-password',
  REGION: 'eu-central-1',
  VK_ONE: 'sk-bf-one',
  VK_TWO: 'sk-bf-two',
}

export interface Surroundings {
  readonly accept?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly source?: string
}

/** Objects are written as Bifrost's files are. */
export function optionsFor(file: unknown, { accept, files = {}, source = FILE }: Surroundings = {}): LoadOptions {
  return {
    text: typeof file === 'string' ? file : JSON.stringify(file, undefined, 2),
    source,
    acceptUnenforced: accept,
    env: (name) => env[name],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  }
}

/** Loads a file as `/etc/config.json`, with the variables above. Not exported by the package. */
export function loaded(file: unknown, around?: Surroundings): Loaded {
  return loadConfig(optionsFor(file, around))
}

export type Ok = Extract<Loaded, { kind: 'ok' }>

export function ok(result: Loaded): Ok {
  if (result.kind === 'ok') return result
  throw new Error(told(result).join('\n'))
}

/** Problems as `line path: message`. */
export function told(result: Loaded): string[] {
  const problems = result.kind === 'ok' ? result.warnings : result.problems
  return problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
}

export function notes(result: Loaded): string[] {
  return ok(result).notes.map(({ path, message }) => `${path}: ${message}`)
}

/** Plain values, with what is secret in brackets. */
export function plain(value: unknown): unknown {
  if (value instanceof Secret) return `<${value.reveal()}>`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

export interface Seen {
  readonly status: number
  readonly code: string | undefined
  readonly request: UpstreamRequest | undefined
}

/** One request through a gateway made of the file, and what its upstream would have received. */
export async function through(file: unknown, target: string, headers: readonly string[] = []): Promise<Seen> {
  const { config } = ok(loaded(file))
  const options = { config, version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan(options)
  let request: UpstreamRequest | undefined
  const runtime = fakeRuntime((sent) => {
    request = sent
    return answer('{}')
  })
  const reply = await createGateway(plan, runtime).handle(arrival({ method: 'POST', target, headers }))
  const at = reply.headers.indexOf('x-strait-error')
  return { status: reply.status, code: at < 0 ? undefined : reply.headers[at + 1], request }
}

export function url({ request }: Seen): string | undefined {
  return request && request.origin.origin + request.target
}

export function header({ request }: Seen, name: string): string | undefined {
  const flat = request?.headers ?? []
  const i = flat.findIndex((each, at) => at % 2 === 0 && each.toLowerCase() === name)
  return i < 0 ? undefined : flat[i + 1]
}
