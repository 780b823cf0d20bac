import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

const HELD = 'sk-held-by-strait-0123456789'
const HELD_GEMINI = 'AIza-held-by-strait-0123456789'
const OURS = 'strait-caller-key-0123456789'
const OWN = 'sk-proj-callers-own-0123456789'

const GEMINI = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent'
const CARRIER = 'openai-insecure-api-key.'

function config(url: string, more = ''): string {
  return `
listen: 127.0.0.1:0
providers:
  openai: { url: "${url}/v1", key: "${HELD}" }
  azure: { url: "${url}" }
  gemini: { url: "${url}", key: "${HELD_GEMINI}" }
  own: { type: openai, url: "${url}/v1" }
${more}`
}

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const open = use({ config: () => config(peer.url) })
  const kept = use({
    config: () => config(peer.url, `access: { keys: [{ name: me, key: "${OURS}" }] }`),
    args: ['--debug'],
  })

  async function seenBy(port: number, target: string, options: ConstructorParameters<typeof Caller>[2] = {}) {
    const caller = await Caller.open(port, target, options)
    const { protocol } = caller.socket
    caller.socket.close()
    await caller.closed()
    const seen = peer.handshakes.at(-1)
    assert.ok(seen !== undefined)
    return { seen, protocol, auth: seen.header('authorization'), offered: seen.header('sec-websocket-protocol').join() }
  }

  open.promises('a held key takes the place of the caller’s, wherever that stood', async ({ app }) => {
    const rows: [target: string, options: ConstructorParameters<typeof Caller>[2]][] = [
      ['/openai/v1/realtime?model=gpt-realtime', {}],
      ['/openai/v1/realtime?model=gpt-realtime', { headers: { authorization: `Bearer ${OWN}` } }],
      ['/v1/realtime?model=gpt-realtime', { protocols: ['realtime', `${CARRIER}${OWN}`, 'openai-beta.realtime-v1'] }],
    ]
    for (const [target, options] of rows) {
      const { seen, auth, offered, protocol } = await seenBy(app.port, target, options)
      assert.equal(seen.target, '/v1/realtime?model=gpt-realtime')
      assert.deepEqual(auth, [`Bearer ${HELD}`])
      assert.equal(
        offered.replaceAll(' ', ''),
        options?.protocols === undefined ? '' : 'realtime,openai-beta.realtime-v1',
      )
      assert.equal(protocol, options?.protocols === undefined ? '' : 'realtime')
    }
  })

  open.promises('the caller’s own key goes on where none is held', async ({ app }) => {
    const protocols = ['realtime', `${CARRIER}${OWN}`]
    const { offered, protocol, auth } = await seenBy(app.port, '/own/v1/realtime?model=m', { protocols })
    assert.deepEqual([offered, protocol, auth], [protocols.join(','), 'realtime', []])
  })

  open.promises('Gemini Live and Azure’s realtime are found on their own paths', async ({ app }) => {
    const live = await seenBy(app.port, `${GEMINI}?key=${OWN}&alt=x`)
    assert.equal(live.seen.target, `${GEMINI}?alt=x`)
    assert.deepEqual(live.seen.header('x-goog-api-key'), [HELD_GEMINI])
    const dated = await seenBy(app.port, '/openai/realtime?api-version=2024-10-01-preview&deployment=rt', {
      headers: { 'api-key': 'azure-own' },
    })
    assert.equal(dated.seen.target, '/openai/realtime?api-version=2024-10-01-preview&deployment=rt')
    assert.deepEqual(dated.seen.header('api-key'), ['azure-own'])
    const page = await seenBy(app.port, '/azure/openai/v1/realtime?model=rt&api-key=azure-own')
    assert.equal(page.seen.target, '/openai/v1/realtime?model=rt&api-key=azure-own')
    const lines = app.lines().filter((line) => line['status'] === 101)
    const told = lines.slice(-3).map((line) => [line['provider'], line['operation'], line['model']])
    assert.deepEqual(told, [
      ['gemini', 'realtime', undefined],
      ['azure', 'realtime', 'rt'],
      ['azure', 'realtime', 'rt'],
    ])
  })

  open.promises('a page of another origin opens nothing', async ({ app }) => {
    const before = peer.handshakes.length
    for (const target of ['/own/v1/realtime', '/openai/v1/realtime', '/']) {
      const refusal = await Caller.refused(app.port, target, { origin: 'https://evil.example' })
      assert.deepEqual([refusal.status, refusal.headers['x-strait-error']], [403, 'cross_origin'])
    }
    assert.equal(peer.handshakes.length, before)
  })

  kept.promises('a key for Strait opens it wherever an SDK puts it, and never goes on', async ({ app }) => {
    const rows: [target: string, options: ConstructorParameters<typeof Caller>[2]][] = [
      ['/openai/v1/realtime?model=m', { headers: { authorization: `Bearer ${OURS}` } }],
      ['/openai/v1/realtime?model=m', { protocols: ['realtime', `${CARRIER}${OURS}`] }],
      ['/own/v1/realtime?model=m', { protocols: ['realtime', `${CARRIER}${OURS}`] }],
      [`/gemini${GEMINI}?key=${OURS}`, {}],
      [`/azure/openai/realtime?deployment=d&api-key=${OURS}`, {}],
    ]
    for (const [target, options] of rows) {
      const { seen } = await seenBy(app.port, target, options)
      const everything = [seen.target, ...['authorization', 'sec-websocket-protocol', 'api-key'].flatMap(seen.header)]
      assert.ok(!everything.join(' ').includes(OURS), `${target}: ${everything.join(' ')}`)
    }
    const lines = app.lines().filter((line) => line['status'] === 101 && line['caller'] !== undefined)
    assert.deepEqual(new Set(lines.map((line) => line['caller'])), new Set(['me']))
  })

  kept.promises('without one, or with another, nothing is opened', async ({ app }) => {
    const before = peer.handshakes.length
    const refused = async (options?: ConstructorParameters<typeof Caller>[2]) => {
      const { status, headers, body } = await Caller.refused(app.port, '/openai/v1/realtime?model=m', options)
      assert.ok(body.includes('key'), body)
      return [status, headers['x-strait-error']]
    }
    assert.deepEqual(await refused(), [401, 'key_missing'])
    assert.deepEqual(await refused({ protocols: ['realtime', `${CARRIER}${OWN}`] }), [401, 'key_invalid'])
    assert.equal(peer.handshakes.length, before)
  })

  kept.promises('no key is ever in the log, however it came', async ({ app }) => {
    await seenBy(app.port, '/openai/v1/realtime?model=m', { protocols: ['realtime', `${CARRIER}${OURS}`] })
    await until(() => app.logs().includes('sec-websocket-protocol') || app.logs().includes('Sec-WebSocket-Protocol'), {
      what: () => 'the debug log of a handshake',
    })
    for (const secret of [HELD, HELD_GEMINI, OURS, OWN])
      assert.ok(!app.logs().includes(secret), 'a secret is in the log')
  })
})
