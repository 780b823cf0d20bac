import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

/** 1005: a close without a code; 1006: none at all. */
const CODES: readonly [code: number, reason: string][] = [
  [1000, ''],
  [1000, 'done'],
  [1001, 'leaving'],
  [1003, ''],
  [1008, 'policy'],
  [1011, 'é'],
  [1013, 'later'],
  [3000, 'library'],
  [3999, ''],
  [4000, 'x'.repeat(123)],
  [4999, 'last'],
  [1005, ''],
]

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const { promises } = use({
    config: () => `listen: 127.0.0.1:0\nproviders: { up: { url: "${peer.url}" } }\n`,
  })

  promises('the provider’s close arrives with its code and reason', async ({ app }) => {
    for (const [code, reason] of CODES) {
      peer.script('/closes', (socket) => {
        socket.send('before')
        if (code === 1005) socket.close()
        else socket.close(code, reason)
      })
      const caller = await Caller.open(app.port, '/up/closes')
      assert.deepEqual(await caller.closed(), { code, reason })
      assert.equal(caller.messages.length, 1, `${code}: what came before it came`)
    }
    await until(() => peer.open === 0, { what: () => 'every connection to close' })
    for (const line of app.lines().filter(({ target }) => target === '/up/closes')) {
      assert.deepEqual([line['status'], line['ended'], line['error']], [101, 'whole', undefined])
    }
  })

  promises('the client’s close arrives with its code and reason', async ({ app }) => {
    for (const [code, reason] of CODES) {
      let seen: { code: number; reason: string } | undefined
      const heard: string[] = []
      peer.script('/closed', (socket) => {
        socket.on('message', (data) => void heard.push(String(data)))
        socket.on('close', (got, why) => {
          seen = { code: got, reason: why.toString() }
        })
      })
      const caller = await Caller.open(app.port, '/up/closed')
      caller.socket.send('before')
      if (code === 1005) caller.socket.close()
      else caller.socket.close(code, reason)
      assert.deepEqual(await until(() => seen, { what: () => `a close ${code} at the provider` }), { code, reason })
      assert.deepEqual(heard, ['before'])
      assert.deepEqual((await caller.closed()).code, code)
    }
    await until(() => peer.open === 0, { what: () => 'every connection to close' })
  })

  promises('a provider that dies is no clean close', async ({ app }) => {
    for (const way of ['terminate', 'end'] as const) {
      peer.script('/dies', (socket) => {
        socket.send('last words')
        const raw = (socket as unknown as { _socket: { end(): void; resetAndDestroy(): void } })._socket
        setTimeout(() => (way === 'end' ? raw.end() : raw.resetAndDestroy()), 50)
      })
      const caller = await Caller.open(app.port, '/up/dies')
      assert.deepEqual(await caller.closed(), { code: 1006, reason: '' })
      assert.equal(caller.messages[0]?.data.toString(), 'last words')
    }
    const lines = await until(
      () => {
        const found = app.lines().filter(({ target }) => target === '/up/dies')
        return found.length === 2 ? found : undefined
      },
      { what: () => 'two log lines' },
    )
    for (const line of lines) assert.deepEqual([line['ended'], line['error']], ['upstream', 'upstream_cut'])
  })

  promises('a client that leaves takes the provider’s connection with it', async ({ app }) => {
    let code: number | undefined
    peer.script('/left', (socket) => {
      socket.on('close', (got) => {
        code = got
      })
    })
    const caller = await Caller.open(app.port, '/up/left')
    caller.socket.terminate()
    assert.equal(await until(() => code, { what: () => 'the provider to see it' }), 1006)
    const line = await app.waitForLog(({ target }) => target === '/up/left')
    assert.deepEqual([line['status'], line['ended'], line['error']], [101, 'client', 'client_gone'])
    await until(() => peer.open === 0, { what: () => 'every connection to close' })
  })
})
