import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { nodeDial } from '@strait/host'
import { listening } from './listening.ts'
import { relayNode } from './relay-node.ts'

const relay = relayNode(nodeDial)

const server = createAdaptorServer({
  fetch: async (_request, { incoming, outgoing }) => {
    await relay(incoming as IncomingMessage, outgoing as ServerResponse)
    return RESPONSE_ALREADY_SENT
  },
  overrideGlobalObjects: false,
  autoCleanupIncoming: false,
  createServer,
}) as Server

listening(server)
