import { runApp } from '@strait/host'
import { listen } from './server.ts'
import { createTransport } from './transport.ts'

await runApp({ name: 'deno', version: Deno.version.deno, listen, createTransport })
