import { setFlagsFromString } from 'node:v8'
import { runApp } from '@strait/host'
import { listen } from './server.ts'
import { createTransport } from './transport.ts'

// V8 looks for dead buffers when its space for young objects is full, and lets that grow to 32 MB: pieces of large bodies
// then pile up to 90 MB of memory that nobody uses. With less of it 512 MB pass in 20 MB, at the same speed.
setFlagsFromString('--scavenger-max-new-space-capacity-mb=4')

await runApp({ name: 'node', version: process.versions.node, listen, createTransport })
