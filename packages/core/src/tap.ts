import type { Answered } from './exchange.ts'

/**
 * Watches the bytes of an answer after they are on their way. A tap that throws, or that is still busy with
 * more than `TAP_BACKLOG` bytes, is dropped and counted; the bytes go on.
 */
export interface Tap {
  readonly name: string
  /** The bytes are whole until this returns; a tap that keeps or awaits copies them first. */
  chunk(bytes: Uint8Array): void | Promise<void>
  /** The body ended: whole, or cut short. Not called on a tap that was dropped. */
  end?(whole: boolean): void
}

/** Makes a tap for an exchange, or none. */
export type TapFactory = (exchange: Answered) => Tap | undefined

export const TAP_BACKLOG = 1024 * 1024
