/** One coarse wheel for all connections, lent by the host: nothing here is timed to the millisecond. */
export interface Timers {
  after(ms: number, fire: () => void): Timer
}

export interface Timer {
  /** The span begins anew. */
  touch(): void
  /** It does not strike until it is touched again. */
  hold(): void
  /** For good. */
  clear(): void
}
