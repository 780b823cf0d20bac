import type { ReceivedRequest } from './received-request.ts'
import type { Reply } from './reply.ts'
import { delay } from './wait.ts'

/** What a behaviour may ask of the server it runs in. */
export interface Gates {
  gate(name: string): Promise<void>
}

/** What the path said after the behaviour's name, and its query. */
export class Call {
  readonly args: string[]
  readonly #query: URLSearchParams
  readonly #gates: Gates

  constructor(args: string[], query: URLSearchParams, gates: Gates) {
    this.args = args
    this.#query = query
    this.#gates = gates
  }

  number(name: string, otherwise: number): number {
    const value = this.#query.get(name)
    return value === null ? otherwise : Number(value)
  }

  text(name: string, otherwise: string): string {
    return this.#query.get(name) ?? otherwise
  }

  has(name: string): boolean {
    return this.#query.has(name)
  }

  /** The turning point: until `upstream.open(NAME)` with `?gate=NAME`, else `?ms=` milliseconds. */
  hold(ms: number): Promise<void> {
    const gate = this.#query.get('gate')
    return gate === null ? delay(this.number('ms', ms)) : this.#gates.gate(gate)
  }
}

export type Behaviour = (request: ReceivedRequest, reply: Reply, call: Call) => void | Promise<void>
export type Behaviours = Readonly<Record<string, Behaviour>>
