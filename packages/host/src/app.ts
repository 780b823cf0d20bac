import type { DoorName, Gateway } from '@strait/core'
import type { Telemetry } from '@strait/telemetry'
import type { Output, OutputName } from './log/output.ts'
import type { Transport } from './transport/wire.ts'

/** What each of the three apps brings: its name and a way to listen. */
export interface App {
  readonly name: 'bun' | 'node' | 'deno'
  readonly version: string
  listen(options: ListenOptions): Promise<Listener>
  createTransport(): Transport
  /** There where `process.stdout` and `process.stderr` won't do. */
  readonly output?: ((name: OutputName) => Output) | undefined
}

export interface ListenOptions {
  readonly hostname: string
  readonly port: number
  readonly tls: ListenTls | undefined
  readonly doors: ReadonlySet<DoorName> | undefined
  /** What the config calls it. */
  readonly name?: string | undefined
  /** The gateway of now: a reload swaps it between two requests. */
  readonly gateway: () => Gateway
  /** There where the runtime makes a server span of its own: runs a node:http exchange inside it. */
  readonly inside: () => Inside | undefined
  readonly clients: ClientLimits
  /** For what an operator should hear of a listener. */
  readonly warn?: ((message: string) => void) | undefined
}

export type Inside = NonNullable<Telemetry['inside']>

export interface ListenTls {
  readonly cert: string
  readonly key: string
  /** Clients must show a certificate of this authority. */
  readonly clientCa: string | undefined
}

/** Clocks and sizes toward clients, as far as a server can be told. */
export interface ClientLimits {
  /** ms until a request's head is complete. */
  readonly head: number
  readonly keepAlive: number
  /** Bytes of a request's head that the server itself takes. */
  readonly maxHead: number
}

export interface Listener {
  readonly hostname: string
  readonly port: number
  /** New certificates without closing the port; false where the runtime can't. */
  renew(tls: ListenTls): boolean
  /** Takes no more connections; resolves when the port is free. Exchanges under way go on. */
  close(): Promise<unknown>
  /** Ends what is left. */
  destroy(): void
}
