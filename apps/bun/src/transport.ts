import { createTransport as onSockets, type Transport } from '@strait/host'
import { bunDial } from './dial.ts'

export function createTransport(): Transport {
  return onSockets(bunDial)
}
