import { runApp } from '@strait/host'
import { listen } from './server.ts'
import { createTransport } from './transport.ts'

await runApp({ name: 'node', version: process.versions.node, listen, createTransport })
