import { nodeDial, createTransport as onSockets, type Transport } from '@strait/host'

export function createTransport(): Transport {
  return onSockets(nodeDial)
}
