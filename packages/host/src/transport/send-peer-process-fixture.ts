import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { deferred, until } from '@strait/testkit'

/** A request as the peer has seen it so far. */
export interface SeenRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly framing: string
  /** Latin-1; empty where the body is large. */
  readonly text: string
  readonly length: number
  readonly sha256: string
  readonly state: string
  readonly problems: readonly string[]
  /** How we left its connection. */
  readonly left: string | undefined
  /** Bytes that went out on its connection. */
  readonly written: number
  readonly answered: boolean
}

export interface SendPeer {
  readonly port: number
  /** TLS, with a certificate that nobody vouches for. */
  readonly securePort: number
  /** All requests whose target has the tag in it. */
  seen(tag: string): Promise<SeenRequest[]>
  open(gate: string): Promise<void>
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../../../..')

/** Starts the peer as a process of Node. */
export async function startSendPeer(): Promise<SendPeer> {
  const script = join(import.meta.dirname, 'send-peer-fixture.ts')
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = deferred()
  child.on('exit', () => exit.resolve())
  let ports: { port: number; securePort: number } | undefined
  const waiting = new Map<number, (seen: SeenRequest[]) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line)
    if ('port' in told) ports = told
    else waiting.get(told.id)?.(told.seen)
  })
  let asked = 0
  function ask(question: object): Promise<SeenRequest[]> {
    const { promise, resolve } = deferred<SeenRequest[]>()
    const id = asked++
    waiting.set(id, resolve)
    child.stdin.write(`${JSON.stringify({ id, ...question })}\n`)
    return promise
  }
  const known = await until(() => ports, { what: 'the peer', timeoutMs: 20_000 })
  return {
    ...known,
    seen: (tag) => ask({ tag }),
    open: async (gate) => void (await ask({ tag: 'none', gate })),
    async stop() {
      child.stdin.end()
      await exit.promise
    },
  }
}
