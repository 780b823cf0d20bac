import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

const hostOf = (url: string): string => url.replace('http://', '')

/** agentgateway's `realtime` type of route: the handshake goes on as it came. */
const agentgateway = (url: string) => `
binds:
- port: 0
  listeners:
  - routes:
    - backends:
      - ai:
          name: openai
          hostOverride: "${hostOf(url)}"
          provider: { openAI: {} }
      policies:
        ai: { routes: { "/v1/chat/completions": completions, "/v1/realtime": realtime } }
        backendAuth: { key: "$HELD" }
`

/** Its `llm` form. */
const models = (url: string) => `
llm:
  port: 0
  models:
  - name: voice
    provider: openAI
    params: { model: gpt-realtime, apiKey: "$HELD", hostOverride: "${hostOf(url)}" }
  - name: other
    provider: openAI
    params: { model: gpt-realtime-mini, apiKey: "$OTHER", hostOverride: "${hostOf(url)}" }
`

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const env = { HELD: 'sk-held', OTHER: 'sk-other' }

  async function seenBy(port: number, target: string, options: ConstructorParameters<typeof Caller>[2] = {}) {
    const caller = await Caller.open(port, target, options)
    caller.socket.close()
    await caller.closed()
    const seen = peer.handshakes.at(-1)
    return [seen?.target, seen?.header('authorization').join()]
  }

  use({ env, config: () => agentgateway(peer.url) }).promises(
    'agentgateway’s `realtime` routes carry WebSockets',
    async ({ app }) => {
      const seen = await seenBy(app.port, '/v1/realtime?model=gpt-realtime')
      assert.deepEqual(seen, ['/v1/realtime?model=gpt-realtime', 'Bearer sk-held'])
    },
  )

  use({ env, config: () => models(peer.url) }).promises(
    'the model in the query decides among agentgateway’s models',
    async ({ app }) => {
      const voice = ['/v1/realtime?model=voice&x=1', 'Bearer sk-held']
      assert.deepEqual(await seenBy(app.port, '/v1/realtime?model=voice&x=1'), voice)
      const other = ['/v1/realtime?model=other', 'Bearer sk-other']
      assert.deepEqual(await seenBy(app.port, '/v1/realtime?model=other'), other)
      const refusal = await Caller.refused(app.port, '/v1/realtime?model=third')
      assert.equal(refusal.status, 400)
    },
  )

  use({
    config: () => `listen: 127.0.0.1:0\nproviders: { openai: { url: "${peer.url}/v1" } }\n`,
  }).promises('Portkey’s headers and Bifrost’s doors lead a WebSocket as they lead a request', async ({ app }) => {
    const headers = { 'x-portkey-provider': 'openai', authorization: 'Bearer sk-own' }
    const seen = ['/v1/realtime?model=m', 'Bearer sk-own']
    assert.deepEqual(await seenBy(app.port, '/v1/realtime?model=m', { headers }), seen)
    const own = { headers: { authorization: 'Bearer sk-own' } }
    assert.deepEqual(await seenBy(app.port, '/openai_passthrough/v1/realtime?model=m', own), seen)
  })
})
