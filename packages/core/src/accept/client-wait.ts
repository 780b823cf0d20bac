/** Guards one wait for the client: `giveUp` ends it. The answer is called when the wait is over. */
export type WaitWatch = (giveUp: (reason: unknown) => void) => () => void

/** Waits for the client, one at a time; each can be given up though the client says nothing more. */
export class ClientWait {
  readonly #watch: WaitWatch | undefined
  #giveUp: ((reason: unknown) => void) | undefined

  constructor(watch: WaitWatch | undefined) {
    this.#watch = watch
  }

  get underWay(): boolean {
    return this.#giveUp !== undefined
  }

  /** Rejects the wait that is under way, if there is one. */
  giveUp(reason: unknown): void {
    this.#giveUp?.(reason)
  }

  until<T>(come: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let release: (() => void) | undefined
      const end = (tell: () => void) => {
        release?.()
        release = undefined
        if (this.#giveUp === giveUp) this.#giveUp = undefined
        tell()
      }
      const giveUp = (reason: unknown) => end(() => reject(reason))
      this.#giveUp = giveUp
      release = this.#watch?.(giveUp)
      // Given up before it began: whoever waits for a client that has left is told at once.
      if (this.#giveUp !== giveUp) return release?.()
      come().then(
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      )
    })
  }
}
