import { createGateway, Secret, type UpstreamRequest, utf8 } from '@strait/core'
import { answer, arrival, fakeRuntime } from '../../../../core/test/harness.ts'
import { compilePlan } from '../../compile/index.ts'
import { type Loaded, type LoadOptions, loadConfig } from '../../load.ts'

export const FILE = '/etc/agentgateway.yaml'

const env: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'sk-ant-env',
  GW_KEY: 'agw-key',
  OPENAI_API_KEY: 'sk-openai',
}

export interface Surroundings {
  readonly accept?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly source?: string
}

export function optionsFor(
  text: string,
  { accept, files = {}, source = FILE, ...more }: Surroundings = {},
): LoadOptions {
  return {
    text,
    source,
    acceptUnenforced: accept,
    env: (name) => more.env?.[name] ?? env[name],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  }
}

/** Loads a text as `/etc/agentgateway.yaml`, with the variables above. Not exported by the package. */
export function loaded(text: string, around?: Surroundings): Loaded {
  return loadConfig(optionsFor(text, around))
}

export type Ok = Extract<Loaded, { kind: 'ok' }>

export function ok(result: Loaded): Ok {
  if (result.kind === 'ok') return result
  throw new Error(told(result).join('\n'))
}

/** Problems as `line:column path: message`. */
export function told(result: Loaded): string[] {
  const problems = result.kind === 'ok' ? result.warnings : result.problems
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
}

export function notes(result: Loaded): string[] {
  return ok(result).notes.map(({ line, path, message }) => `${line} ${path}: ${message}`)
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
  readonly text: string
  /** What reached the upstream, where something did. */
  readonly request: UpstreamRequest | undefined
}

export interface Sent {
  readonly method?: string
  readonly target: string
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
  readonly listener?: string
}

/** One request through a gateway made of the file, and what its upstream would have received. */
export async function through(text: string, sent: Sent, around?: Surroundings): Promise<Seen> {
  const { config } = ok(loaded(text, around))
  const options = { config, version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan(options)
  let request: UpstreamRequest | undefined
  const runtime = fakeRuntime((one) => {
    request = one
    return answer('{}')
  })
  const { method = sent.body === undefined ? 'GET' : 'POST', target, headers = [], listener } = sent
  const body = typeof sent.body === 'string' ? utf8(sent.body) : sent.body
  const framing = body === undefined ? [] : ['content-length', String(body.length)]
  // Only the doors that the file's listeners show.
  const [first] = config.listen ?? []
  const doors = first?.doors === undefined ? undefined : new Set(first.doors)
  const incoming = arrival({ method, target, headers: [...headers, ...framing], body, doors, listener })
  const reply = await createGateway(plan, runtime).handle(incoming)
  const at = reply.headers.indexOf('x-strait-error')
  const answered = reply.body instanceof Uint8Array ? new TextDecoder().decode(reply.body) : ''
  return { status: reply.status, code: at < 0 ? undefined : reply.headers[at + 1], text: answered, request }
}

export function url({ request }: Seen): string | undefined {
  return request && request.origin.origin + request.target
}

/** What became of a request: the address it went to, or the refusal. */
export function fate(seen: Seen): string {
  return url(seen) ?? `${seen.status} ${seen.code ?? ''}`.trim()
}

export function header({ request }: Seen, name: string): string | undefined {
  const flat = request?.headers ?? []
  const i = flat.findIndex((each, at) => at % 2 === 0 && each.toLowerCase() === name)
  return i < 0 ? undefined : flat[i + 1]
}

/** The bytes that reached the upstream. */
export async function bodyOf({ request }: Seen): Promise<Uint8Array> {
  const body = request?.body
  if (body?.kind === 'bytes') return body.bytes
  const parts: Uint8Array[] = []
  if (body?.kind === 'stream') for await (const chunk of body.chunks) parts.push(chunk.slice())
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

export const JSON_TYPE = ['content-type', 'application/json'] as const
