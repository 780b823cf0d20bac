import type { Flow } from './flow.ts'

/** Bytes both ways, on a connection that has left HTTP (RFC 9110 7.8). */
export interface Tunnel {
  /** What the other side sends. `cancel` closes the whole tunnel at once. */
  readonly down: Flow
  /** What goes to it. */
  readonly up: Outlet
}

/** The other way round than a `Flow`: it takes, and says when there is no room. */
export interface Outlet {
  /** Takes the bytes, all of them, in order; the caller does not touch them again. `false` asks to wait for room. */
  write(bytes: Uint8Array): boolean
  /** Nothing more follows; what was written still goes out. */
  end(): void
  /** Called when there is room again. One listener: the one set last. */
  onRoom(listener: () => void): void
}
