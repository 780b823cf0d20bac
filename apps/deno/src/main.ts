import { runApp } from '@strait/host'
import { output } from './output.ts'
import { listen } from './server.ts'
import { createTransport } from './transport.ts'

await runApp({ name: 'deno', version: Deno.version.deno, listen, createTransport, output })
