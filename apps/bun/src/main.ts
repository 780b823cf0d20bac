import { runApp } from '@strait/host'
import { listen } from './server.ts'
import { createTransport } from './transport.ts'

// Not awaited: what is compiled to bytecode can't wait at the top.
void runApp({ name: 'bun', version: Bun.version, listen, createTransport })
