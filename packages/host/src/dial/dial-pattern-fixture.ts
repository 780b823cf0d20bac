/** How much the flooding server sends. */
export const FLOOD_BYTES = 16 * 1024 * 1024

/** A prime, so that a piece that is lost, doubled or out of place shows. */
const PERIOD = 251

/** The bytes from `at` on of an endless stream that both ends know. */
export function pattern(at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (at + i) % PERIOD
  return bytes
}

/** Where `bytes` is not what the stream has from `at` on. */
export function mismatch(bytes: Uint8Array, at: number): number | undefined {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== (at + i) % PERIOD) return at + i
  return undefined
}
