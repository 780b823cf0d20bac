import { createServer } from 'node:http'
import { denoDial } from '../../../apps/deno/src/dial.ts'
import { listening } from './listening.ts'
import { relayNode } from './relay-node.ts'

const relay = relayNode(denoDial)

listening(createServer((incoming, outgoing) => void relay(incoming, outgoing)))
