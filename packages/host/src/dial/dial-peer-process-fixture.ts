import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Certificates, until } from '@strait/testkit'

export interface PeerEvent {
  readonly server: string
  readonly event: 'come' | 'gone'
  /** Of the application: behind TLS, what was decrypted. */
  readonly bytes?: number
  readonly name?: string | false
  readonly resumed?: boolean
  readonly alpn?: string
  readonly client?: string
}

export interface Peer {
  port(server: string): number
  /** The next event of this kind that nobody has taken yet. */
  take(server: string, event: PeerEvent['event']): Promise<PeerEvent>
  /** Lets the slow server read. */
  read(): void
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../../../..')

/** Starts the servers of the contract as a process of Node. */
export async function startPeer(certificates: Certificates): Promise<Peer> {
  const file = join(certificates.directory, 'certificates.json')
  writeFileSync(file, JSON.stringify(certificates))
  const script = join(import.meta.dirname, 'dial-peer-fixture.ts')
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [script, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  let ports: Record<string, number> | undefined
  const events: PeerEvent[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line)
    if ('event' in told) events.push(told)
    else ports = told
  })
  const known = await until(() => ports, { what: 'the servers', timeoutMs: 20_000 })
  return {
    port: (server) => known[server] ?? 0,
    async take(server, event) {
      const wanted = (one: PeerEvent) => one.server === server && one.event === event
      const found = await until(() => events.find(wanted), { what: `${server} to say ${event}` })
      events.splice(events.indexOf(found), 1)
      return found
    },
    read: () => child.stdin.write('\n'),
    async stop() {
      child.stdin.end()
      await exit
    },
  }
}
