import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { HELD, javascript, KEY, PORTKEY_STAGE } from '../passthrough/portkey-calls.ts'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  const { promises } = use(PORTKEY_STAGE)

  promises('a stored config is for whom it names, and absent for all others', async ({ exchange }) => {
    const ask = (key: string, ...more: HeaderList) =>
      exchange({ method: 'POST', target: '/v1/x', headers: [['x-portkey-api-key', key], ...more], body: '{}' })
    const team = await ask(KEY, ['x-portkey-config', 'pc-team'])
    assert.deepEqual([team.seen.target, team.seen.header('authorization')], ['/held/v1/x', `Bearer ${HELD}`])
    assert.equal((await ask(KEY, ['x-portkey-config', 'pc-inside'])).seen.target, '/inside/v1/x')
    const pairs: readonly [string, string, string][] = [
      ['x-portkey-config', 'pc-team', 'pc-absent'],
      ['x-portkey-provider', '@locked', '@absent'],
      ['x-portkey-virtual-key', 'locked', 'absent'],
    ]
    for (const [name, there, absent] of pairs) {
      const [forbidden, unknown] = [await ask(`${KEY}-web`, [name, there]), await ask(`${KEY}-web`, [name, absent])]
      assertRefused(forbidden.answer, 400, 'bad_control_header')
      assert.equal(forbidden.answer.text(), unknown.answer.text())
    }
  })

  promises('a lock on a provider holds at its own door and for its bare paths', async ({ exchange }) => {
    for (const [key, status] of [
      [KEY, 200],
      [`${KEY}-web`, 403],
    ] as const) {
      const headers = { 'x-api-key': key }
      const { answer } = await exchange({ method: 'POST', target: '/locked/v1/x', headers, body: '{}' })
      assert.equal(answer.status, status, answer.text())
    }
  })

  promises('a key of the config goes to no host of a request', async ({ exchange, upstream }) => {
    for (const provider of ['@held', 'held', '@locked']) {
      const headers: HeaderList = [
        ['x-portkey-api-key', KEY],
        ['x-portkey-provider', provider],
        ['x-portkey-custom-host', upstream.url],
      ]
      const { answer, received } = await exchange({ method: 'POST', target: '/v1/x', headers, body: '{}' })
      assertRefused(answer, 400, 'host_with_held_key')
      assert.equal(received.length, 0)
    }
  })

  promises('hosts inside are refused, and two hosts are none', async ({ exchange, upstream }) => {
    for (const host of [
      'http://127.0.0.2:1',
      'http://[::1]:1',
      'http://10.0.0.1',
      'http://169.254.169.254/latest',
      'http://localhost:1',
    ]) {
      const { answer } = await exchange({ method: 'POST', target: '/v1/x', headers: javascript(host), body: '{}' })
      assertRefused(answer, 403, 'egress_refused')
    }
    const twice: HeaderList = [...javascript(upstream.url), ['x-portkey-custom-host', upstream.url]]
    const { answer, received } = await exchange({ method: 'POST', target: '/v1/x', headers: twice, body: '{}' })
    assertRefused(answer, 400, 'bad_control_header')
    assert.equal(received.length, 0)
  })

  promises('what a host says that speaks no HTTP reaches nobody', async ({ exchange, upstream }) => {
    const said = [
      'SSH-2.0-OpenSSH_9.6\r\n',
      '-ERR unknown command\r\n',
      '220 mail ESMTP planted-banner\r\n',
      'HTTP/1.1 planted\r\n\r\n',
    ]
    for (const banner of said) {
      upstream.script('/no-http/x', async (_, reply) => {
        await reply.raw(banner)
        reply.close()
      })
      const headers = javascript(`${upstream.url}/no-http`)
      const { answer } = await exchange({ method: 'POST', target: '/v1/x', headers, body: '{}' })
      assert.equal(answer.status, 502)
      assert.equal(answer.raw.includes(banner.trim()), false)
      assert.doesNotMatch(answer.text(), /planted|OpenSSH|ESMTP|ERR unknown/)
    }
  })
})
