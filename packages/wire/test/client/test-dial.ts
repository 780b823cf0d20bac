import { connect } from 'node:net'
import type { Dial } from '../../src/dial.ts'

/** Plain TCP on node:net, as little as the port asks for. */
export const testDial: Dial = ({ host, port, addresses }, handler) => {
  const raw = connect({ host: addresses?.[0] ?? host, port, allowHalfOpen: true, noDelay: true })
  let opened = false
  let silent = false
  let failure: (Error & { code?: string }) | undefined
  const quit = () => {
    silent = true
    raw.destroy()
  }
  raw.on('connect', () => {
    if (silent) return
    opened = true
    handler.open({
      write: (bytes) => raw.write(bytes),
      pause: () => void raw.pause(),
      resume: () => void raw.resume(),
      end: () => void raw.end(),
      destroy: quit,
    })
  })
  raw.on('data', (bytes) => void (silent || handler.data(bytes)))
  raw.on('drain', () => void (silent || handler.drain()))
  raw.on('end', () => void (silent || handler.ended()))
  raw.on('error', (error) => {
    failure ??= error
  })
  raw.on('close', () => {
    if (silent) return
    silent = true
    if (opened) handler.closed(failure)
    else handler.failed({ code: failure?.code === 'ECONNREFUSED' ? 'refused' : 'failed', cause: failure })
  })
  return { abort: () => void (opened || quit()) }
}
