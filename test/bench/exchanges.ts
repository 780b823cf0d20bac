/** The requests that are sent and the answers that come back; sizes are those of everyday calls. */

/** In each event of a stream once, and nowhere else in an answer. */
export const EVENT_MARK = '~'

/** The upstream that answers from memory; every contender forwards these paths as they are. */
export const PATHS = {
  small: '/up/v1/chat/completions',
  prompt: '/up/v1/responses',
  large: '/up/v1/files/file-1/content',
  stream: '/sse/v1/chat/completions',
} as const

export interface RequestPlan {
  readonly method: 'GET' | 'POST'
  readonly target: string
  readonly body: string
  /** Each request on a connection of its own. */
  readonly fresh?: boolean
  /** Beside those that every request has. */
  readonly headers?: readonly (readonly [string, string])[]
}

export const HEADERS: readonly (readonly [string, string])[] = [
  ['authorization', 'Bearer sk-bench-caller'],
  ['content-type', 'application/json'],
  ['accept', 'application/json'],
  ['user-agent', 'bench/1.0'],
]

const ask = (bytes: number): string =>
  padded('{"model":"gpt-4o-mini","messages":[{"role":"user","content":"', '"}]}', bytes)

export const REQUESTS = {
  small: { method: 'POST', target: PATHS.small, body: ask(300) },
  prompt: { method: 'POST', target: PATHS.prompt, body: ask(20_000) },
  large: { method: 'GET', target: PATHS.large, body: '' },
  fresh: { method: 'POST', target: PATHS.small, body: ask(300), fresh: true },
} as const satisfies Record<string, RequestPlan>

/** A stream of `events`, one each `every` ms; the upstream reads both from the query. */
export function streamRequest(every: number, events: number): RequestPlan {
  return { method: 'POST', target: `${PATHS.stream}?every=${every}&events=${events}`, body: ask(300) }
}

const answer = (bytes: number): string =>
  padded('{"id":"chatcmpl-1","object":"chat.completion","choices":[{"message":{"content":"', '"}}]}', bytes)

export const ANSWERS = { small: answer(600), prompt: answer(4_000), large: answer(1_000_000) } as const

export const EVENT = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" word${EVENT_MARK}"}}]}\n\n`

/** The request as it stands on the wire. */
export function bytesOf({ method, target, body, fresh, headers = [] }: RequestPlan): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1']
  for (const [name, value] of [...HEADERS, ...headers]) lines.push(`${name}: ${value}`)
  if (fresh === true) lines.push('connection: close')
  if (method === 'POST') lines.push(`content-length: ${body.length}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

function padded(before: string, after: string, bytes: number): string {
  return `${before}${'hello '.repeat(bytes).slice(0, bytes - before.length - after.length)}${after}`
}
