import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { GoogleGenAI, type LiveServerMessage } from '@google/genai'
import { type Certificates, makeCertificates, until } from '@strait/testkit'
import OpenAI, { AzureOpenAI } from 'openai'
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { WebSocket } from 'ws'
import { usePeer } from '../realtime/peer.ts'
import { forEachRuntime } from '../suite.ts'

const HELD = 'sk-held-by-strait'

type Sent = Record<string, unknown> & { readonly type?: string }

/** As OpenAI's realtime API talks: a session, and each response as it comes. */
function realtime(socket: WebSocket): void {
  const send = (event: object) => socket.send(JSON.stringify(event))
  send({ type: 'session.created', event_id: 'e1', session: { type: 'realtime', model: 'gpt-realtime' } })
  socket.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as Sent
    if (type !== 'response.create') return
    for (const delta of ['Hel', 'lo'])
      send({
        type: 'response.output_text.delta',
        event_id: 'e2',
        response_id: 'r',
        item_id: 'i',
        output_index: 0,
        content_index: 0,
        delta,
      })
    send({ type: 'response.done', event_id: 'e3', response: { id: 'r', status: 'completed' } })
  })
}

/** As Gemini Live does: nothing before the setup, and binary frames with JSON inside. */
function live(socket: WebSocket): void {
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Record<string, unknown>
    const answer =
      message['setup'] === undefined
        ? { serverContent: { modelTurn: { role: 'model', parts: [{ text: 'Hello' }] }, turnComplete: true } }
        : { setupComplete: {} }
    socket.send(Buffer.from(JSON.stringify(answer)))
  })
}

/** An SDK that waits for ever says nothing of what it waits for. */
async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let settled = false
  promise.then(
    () => {
      settled = true
    },
    () => {
      settled = true
    },
  )
  await until(() => settled, { what: () => what })
  return promise
}

forEachRuntime((_runtime, use) => {
  let made: Certificates
  before(async () => {
    made = await makeCertificates()
    // OpenAI's SDK opens no realtime connection without TLS, and lends the global WebSocket no authority.
    setDefaultCACertificates([...getCACertificates(), made.ca.cert])
  })
  after(() => made.remove())
  const peer = usePeer()
  const { promises } = use({
    config: () => `
listen: { address: 127.0.0.1:0, tls: { cert: "${made.server.certFile}", key: "${made.server.keyFile}" } }
providers:
  openai: { url: "${peer.url}/v1", key: "${HELD}" }
  azure: { url: "${peer.url}" }
  gemini: { url: "${peer.url}", key: "AIza-held" }
`,
  })
  const GEMINI = '/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent'
  const script = () => {
    peer.script('/v1/realtime', realtime)
    peer.script('/openai/v1/realtime', realtime)
    peer.script('/openai/realtime', realtime)
    peer.script(GEMINI, live)
  }

  async function conversation(client: OpenAIRealtimeWS | OpenAIRealtimeWebSocket): Promise<string> {
    let text = ''
    let over = false
    let failure: unknown
    client.on('error', (error) => {
      failure = error
    })
    client.on('session.created', () => client.send({ type: 'response.create' }))
    client.on('response.output_text.delta', ({ delta }) => {
      text += delta
    })
    client.on('response.done', () => {
      over = true
    })
    await until(() => over || failure, { what: () => 'the response' })
    client.close()
    assert.equal(failure, undefined)
    return text
  }

  promises('openai: OpenAIRealtimeWS talks to the realtime API', async ({ app }) => {
    script()
    const client = new OpenAI({ apiKey: 'sk-callers', baseURL: `${app.url}/openai/v1` })
    const socket = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, client)
    assert.equal(await conversation(socket), 'Hello')
    const seen = peer.handshakes.at(-1)
    assert.deepEqual(
      [seen?.target, seen?.header('authorization')],
      ['/v1/realtime?model=gpt-realtime', [`Bearer ${HELD}`]],
    )
  })

  promises('openai: OpenAIRealtimeWebSocket, as in a browser, has its key among the subprotocols', async ({ app }) => {
    script()
    const client = new OpenAI({ apiKey: 'sk-callers', baseURL: `${app.url}/openai/v1` })
    const socket = new OpenAIRealtimeWebSocket({ model: 'gpt-realtime', dangerouslyAllowBrowser: true }, client)
    assert.equal(await conversation(socket), 'Hello')
    const seen = peer.handshakes.at(-1)
    assert.deepEqual(
      [seen?.header('authorization'), seen?.header('sec-websocket-protocol')],
      [[`Bearer ${HELD}`], ['realtime']],
    )
  })

  promises('openai: AzureOpenAI talks to a deployment', async ({ app }) => {
    script()
    const client = new AzureOpenAI({
      apiKey: 'azure-callers',
      endpoint: `${app.url}/azure`,
      apiVersion: '2024-10-01-preview',
      deployment: 'rt',
    })
    const socket = await OpenAIRealtimeWS.azure(client)
    assert.equal(await conversation(socket), 'Hello')
    assert.deepEqual(peer.handshakes.at(-1)?.header('api-key'), ['azure-callers'])
  })

  promises('@google/genai: live.connect talks to Gemini Live', async ({ app }) => {
    script()
    const ai = new GoogleGenAI({ apiKey: 'AIza-callers', httpOptions: { baseUrl: `${app.url}/gemini` } })
    const heard: LiveServerMessage[] = []
    const connecting = ai.live.connect({
      model: 'gemini-live',
      callbacks: { onmessage: (message) => void heard.push(message) },
    })
    const session = await within(connecting, 'Gemini Live to be set up')
    session.sendClientContent({ turns: 'Say hello', turnComplete: true })
    await until(() => heard.some((message) => message.serverContent?.turnComplete), { what: () => 'the turn' })
    session.close()
    assert.equal(heard.flatMap((message) => message.serverContent?.modelTurn?.parts ?? [])[0]?.text, 'Hello')
    const seen = peer.handshakes.at(-1)
    assert.deepEqual([seen?.target.includes('AIza-callers'), seen?.header('x-goog-api-key')], [false, ['AIza-held']])
  })
})
