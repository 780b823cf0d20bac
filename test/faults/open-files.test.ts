import assert from 'node:assert/strict'
import { it } from 'node:test'
import { commandOf, connect, type RawClient, request, startApp, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const FILES = 200
const CLIENTS = 400

forEachRuntime((runtime) => {
  it('more clients than files can be open: when they have left, others are served', async () => {
    const limited = ['-c', `ulimit -n ${FILES}; exec "$@"`, 'sh'] as const
    const command: [string, ...string[]] = ['sh', ...limited, ...commandOf(runtime)]
    const app = await startApp(runtime, { command, config: 'listen: 127.0.0.1:0\nlog: error\n' })
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
