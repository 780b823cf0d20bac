import { createTransport as onSockets, type Transport } from '@strait/host'
import { denoDial } from './dial.ts'

export function createTransport(): Transport {
  return onSockets(denoDial)
}
