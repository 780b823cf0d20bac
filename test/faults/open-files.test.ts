import assert from 'node:assert/strict'
import { it } from 'node:test'
import { connect, type RawClient, type RuntimeName, request, startApp, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const FILES = 200
const CLIENTS = 400

const PROGRAMS: Readonly<Record<RuntimeName, string>> = {
  bun: 'bun apps/bun',
  node: 'node apps/node',
  deno: 'deno run -A --no-check apps/deno/main.ts',
}

forEachRuntime((runtime) => {
  it('more clients than files can be open: when they have left, others are served', async () => {
    const command = ['sh', '-c', `ulimit -n ${FILES}; exec ${PROGRAMS[runtime]} "$@"`, 'sh'] as const
    const app = await startApp(runtime, { command: [...command], config: 'listen: 127.0.0.1:0\nlog: error\n' })
    const clients: RawClient[] = []
    try {
      for (let i = 0; i < CLIENTS; i++) clients.push(await connect(app.port))
      for (const client of clients) void client.write('GET /-/healthy HTTP/1.1\r\nhost: loc').catch(() => {})
      const served = () => request(app.port, { target: '/-/healthy', timeoutMs: 1_000 }).catch(() => undefined)
      await served()
      for (const client of clients.splice(0)) client.reset()
      const answer = await until(served, { timeoutMs: 15_000, what: () => `an answer:\n${app.logs()}` })
      assert.equal(answer.status, 200)
    } finally {
      for (const client of clients) client.reset()
      await app.kill()
    }
  })
})
