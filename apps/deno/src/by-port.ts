interface Closing {
  readonly closed: Promise<void>
}

/**
 * Connections by the port that they have on the loopback. That is free as soon as their end there is, and may be given
 * out again while their last bytes are still on the way to the client.
 */
export class ByPort<C extends Closing> {
  readonly #byPort = new Map<number, C>()
  readonly #all = new Set<C>()

  /** Those too whose port another one has by now. */
  get all(): ReadonlySet<C> {
    return this.#all
  }

  add(port: number, connection: C): void {
    this.#byPort.set(port, connection)
    this.#all.add(connection)
    void connection.closed.then(() => {
      this.#all.delete(connection)
      if (this.#byPort.get(port) === connection) this.#byPort.delete(port)
    })
  }

  at(port: number): C | undefined {
    return this.#byPort.get(port)
  }
}
