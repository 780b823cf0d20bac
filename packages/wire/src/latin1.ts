const ascii = new TextDecoder()
const encoder = new TextEncoder()

/** One char per byte. `TextDecoder('latin1')` is windows-1252 and would change 0x80 to 0x9f; UTF-8 is right for ASCII. */
export function latin1(bytes: Uint8Array, isAscii: boolean): string {
  if (isAscii) return ascii.decode(bytes)
  let text = ''
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096))
  }
  return text
}

/** One byte per char, into `bytes` from `at` on; the answer is where it ends. Chars above 0xff are the caller's fault. */
export function writeLatin1(text: string, bytes: Uint8Array, at: number): number {
  const { read, written } = encoder.encodeInto(text, bytes.subarray(at, at + text.length))
  if (written === text.length && read === text.length) return at + written
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i)
  return at + text.length
}
