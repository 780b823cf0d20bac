import { createServer } from 'node:http'
import { listening } from './listening.ts'
import { relayNode } from './relay-node.ts'

listening(createServer((incoming, outgoing) => void relayNode(incoming, outgoing)))
