import { Elysia } from 'elysia'
import { bunDial } from '../../../apps/bun/src/dial.ts'
import { relayWeb } from './relay-web.ts'

const relay = relayWeb(bunDial)

const app = new Elysia({ handler: { standardHostname: false } }).all('/*', ({ request }) => relay(request), {
  parse: 'none',
})

app.listen({ hostname: '127.0.0.1', port: 0, idleTimeout: 255, development: false }, ({ port }) => {
  console.log(`listening http://127.0.0.1:${port}`)
})
