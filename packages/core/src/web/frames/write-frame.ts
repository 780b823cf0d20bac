import { utf8 } from '../bytes.ts'
import { CLOSE } from './frame-head.ts'

/** A whole frame. What goes to a server is masked (RFC 6455 5.1), and with four new random bytes each time (10.3). */
export function writeFrame(opcode: number, payload: Uint8Array, masked: boolean): Uint8Array {
  const { length } = payload
  const extended = length < 126 ? 0 : length < 0x10000 ? 2 : 8
  const head = 2 + extended
  const begin = head + (masked ? 4 : 0)
  const frame = new Uint8Array(begin + length)
  frame[0] = 0x80 | opcode
  frame[1] = (masked ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127)
  for (let i = 0, rest = length; i < extended; i++, rest = Math.floor(rest / 256)) frame[head - 1 - i] = rest % 256
  frame.set(payload, begin)
  if (masked) mask(frame, head, begin)
  return frame
}

/** RFC 6455 7.4: 1005 says that there is no code, and never stands in a frame. */
const NO_CODE = 1005

export function closeFrame(code: number, reason: string | Uint8Array, masked: boolean): Uint8Array {
  if (code === NO_CODE) return writeFrame(CLOSE, new Uint8Array(0), masked)
  const words = typeof reason === 'string' ? utf8(reason) : reason
  const payload = new Uint8Array(2 + words.length)
  payload[0] = code >> 8
  payload[1] = code & 0xff
  payload.set(words, 2)
  return writeFrame(CLOSE, payload, masked)
}

function mask(frame: Uint8Array, at: number, begin: number): void {
  const key = crypto.getRandomValues(new Uint8Array(4))
  frame.set(key, at)
  for (let i = begin; i < frame.length; i++) frame[i] = (frame[i] as number) ^ (key[(i - begin) & 3] as number)
}
