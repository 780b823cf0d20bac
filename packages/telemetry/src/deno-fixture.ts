/**
 * A server as the Deno app has one, with telemetry as the environment says, that answers one request and exits.
 * Started by `deno-source.test.ts`; argument: `node:http`, `Deno.serve` or `bare` (no server span made active).
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { Fields } from '@strait/core'
import { createTelemetry, telemetryOptions } from './index.ts'
import { answered, fakeExchange, fakeRecord, upstreamRequest } from './testing.ts'

declare const Deno: {
  args: string[]
  env: { toObject(): Record<string, string> }
  exit(code: number): never
  serve(
    options: { port: number; hostname: string; onListen(): void },
    handler: (request: Request) => Promise<Response>,
  ): { addr: { port: number } }
}

const [kind, ...lines] = Deno.args
const options = telemetryOptions(undefined, Deno.env.toObject())
if (options === undefined) throw new Error('no telemetry')
const telemetry = await createTelemetry(options)

async function answer(target: string, headers: string[]): Promise<string> {
  const base = fakeExchange([], { startedAt: performance.now() })
  const exchange = { ...base, arrival: { ...base.arrival, target, fields: new Fields(headers) } }
  const trace = telemetry.tracer.begin(exchange)
  if (trace === undefined) return 'not traced'
  const attempt = trace.attempt({ target: 'openai', provider: 'openai' })
  attempt.begin(upstreamRequest)
  await new Promise((resolve) => setTimeout(resolve, 5))
  attempt.end(answered(200))
  trace.firstByte()
  trace.end(fakeRecord({ ms: { ...fakeRecord().ms, total: performance.now() - exchange.startedAt } }))
  return attempt.headers[1] ?? ''
}

let port: number
if (kind === 'Deno.serve') {
  port = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, async (request) => {
    const url = new URL(request.url)
    return new Response(await answer(url.pathname + url.search, [...request.headers].flat()))
  }).addr.port
} else {
  const server = createServer((request, response) => {
    const run = () => answer(request.url ?? '/', request.rawHeaders)
    const inside = kind === 'bare' ? undefined : telemetry.inside
    void (inside === undefined ? run() : inside(response, run)).then((text) => response.end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
}

const socket = connect(port, '127.0.0.1')
const head = ['POST /openai/v1/chat/completions?key=planted-secret&alt=sse HTTP/1.1', 'host: localhost:8787', ...lines]
socket.write(`${[...head, 'content-length: 0', 'connection: close'].join('\r\n')}\r\n\r\n`)
let reply = ''
for await (const chunk of socket) reply += String(chunk)
console.log(JSON.stringify({ target: telemetry.target, reply: reply.split('\r\n\r\n')[1] }))
// The span of the request ends after its last byte: one turn later.
await new Promise((resolve) => setTimeout(resolve, 50))
Deno.exit(0)
