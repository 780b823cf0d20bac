import assert from 'node:assert/strict'
import { describe } from 'node:test'
import OpenAI from 'openai'
import { forEachRuntime, type Stage } from '../suite.ts'
import {
  customHost,
  drain,
  openaiClient,
  PORTKEY_API_KEY,
  passthroughClient,
  portkeyClient,
  portkeyStage,
} from './portkey-config.ts'
import { MEDIA } from './provider/said.ts'
import { failure, gotOnly, KEYS, leavesUpstream, seen } from './sdk-config.ts'
import { type Bare, sentAndArrived } from './sent-and-arrived.ts'

const model = 'my-custom-vllm-model'
const messages = [{ role: 'user' as const, content: 'Hello!' }]
const Authorization = 'Bearer sk-your-api-key'
const asks = { model, messages, max_completion_tokens: 1000, random_key: 'value' }
const specific = { provider_specific_mode: 'advanced', custom_sampling_params: { top_k: 50, repetition_penalty: 1.2 } }
const nested = { experimental_feature: true, custom_config: { nested: 'parameters', are: 'supported' } }
const tools = [
  { type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object', properties: {} } } },
]

/** The documented config of targets: all that no condition claims passes through. */
const CONDITIONAL = {
  strategy: { mode: 'conditional' },
  targets: [
    { name: 'openai-target', provider: 'openai', api_key: '...', override_params: { model: 'gpt-4o' } },
    { name: 'default', passthrough: true },
  ],
}

/** What the SDK sent, less what steers Portkey, and with what was put in or taken out by intent. */
function less({ sent }: { sent: Bare }, plus: readonly string[] = [], minus: readonly string[] = []): Bare {
  const kept = sent.headers.filter((line) => !line.startsWith('x-portkey-') && !minus.includes(line))
  return { ...sent, headers: [...kept, ...plus].sort() }
}

const bodyOf = (stage: Stage) => JSON.parse(stage.upstream.requests.at(-1)?.content.bytes().toString() ?? '')

/** The classes are not exported: their names are what an application can see. */
const classOf = (error: unknown) => (error as Error).constructor.name

/** Straight to the target, with nothing in between. */
const straight = (stage: Stage) => ({ baseURL: customHost(stage) })

forEachRuntime((_runtime, use) => {
  describe('portkey-ai', () => {
    const { promises } = use(portkeyStage)

    promises('Portkey: the first example arrives as it was sent, its defaultHeaders with it', async (stage) => {
      const defaultHeaders = { 'my-custom-header': 'abc' }
      const both = await sentAndArrived(
        stage,
        () => drain(asks, passthroughClient(stage, { defaultHeaders, ...straight(stage) })),
        async () => assert.equal(await drain(asks, passthroughClient(stage, { defaultHeaders })), 'Good morning.'),
      )
      assert.deepEqual(both.arrived, less(both, ['my-custom-header: abc']))
      assert.deepEqual(JSON.parse(both.arrived.body), { ...asks, stream: true })
    })

    promises('Portkey: the same as the Python example writes it', async (stage) => {
      const client = passthroughClient(stage, { defaultHeaders: { my_custom_header: 'abc' } })
      const { request } = await seen(stage, () => drain(asks, client))
      assert.deepEqual(request.headerAll('my_custom_header'), ['abc'])
    })

    promises('OpenAI with createHeaders: the key of Portkey opens Strait and goes no further', async (stage) => {
      const config = { myCustomHeader: 'abc' }
      const create = (options: object) => async () =>
        openaiClient(stage, config, options).chat.completions.create({ model, messages })
      const both = await sentAndArrived(stage, create(straight(stage)), create({}))
      assert.deepEqual(both.arrived, less(both, [], [`authorization: Bearer ${PORTKEY_API_KEY}`]))
      const { got } = await seen(stage, create({}))
      assert.equal((got as OpenAI.ChatCompletion).choices[0]?.message.content, 'Good morning.')
    })

    promises("a target's own key in Authorization goes on as it was sent", async (stage) => {
      const create = (options: object) => async () =>
        passthroughClient(stage, { Authorization, ...options }).chat.completions.create({ ...asks, ...nested })
      const both = await sentAndArrived(stage, create(straight(stage)), create({}))
      assert.deepEqual(both.arrived, less(both))
      assert.ok(both.arrived.headers.includes(`authorization: ${Authorization}`))
      const openai = openaiClient(stage, { apiKey: PORTKEY_API_KEY }, { apiKey: 'sk-your-api-key' })
      const { request } = await seen(stage, async () => openai.models.list())
      assert.deepEqual(request.headerAll('authorization'), [Authorization])
    })

    promises('OpenAI with createHeaders streams, and asks for what is not in its types', async (stage) => {
      assert.equal(await drain({ ...asks, ...specific }, openaiClient(stage)), 'Good morning.')
      assert.deepEqual(bodyOf(stage), { ...asks, ...specific, stream: true })
    })

    promises('@passthrough/model-name goes to the custom host, and to the one of the config', async (stage) => {
      for (const client of [
        passthroughClient(stage),
        portkeyClient(stage),
        portkeyClient(stage, { provider: 'passthrough' }),
      ]) {
        const create = async () =>
          client.chat.completions.create({ model: '@passthrough/model-name', messages, ...specific })
        const { request } = await seen(stage, create)
        assert.equal(request.target, '/openai/v1/chat/completions')
        assert.deepEqual(bodyOf(stage), { model: 'model-name', messages, ...specific })
      }
    })

    promises('a provider of the config: its key, and its name alone cut off the model', async (stage) => {
      const calls = [
        portkeyClient(stage, { provider: '@openai' }).chat.completions.create({ model: 'gpt-5.5', messages }),
        portkeyClient(stage).chat.completions.create({ model: '@openai/gpt-5.5', messages }),
        portkeyClient(stage, { virtualKey: 'openai' }).chat.completions.create({ model: 'gpt-5.5', messages }),
        portkeyClient(stage, { config: 'pc-team' }).chat.completions.create({ model: 'gpt-5.5', messages }),
        portkeyClient(stage, { config: { provider: '@openai' } }).chat.completions.create({
          model: 'gpt-5.5',
          messages,
        }),
      ]
      for (const call of calls) assert.equal((await call).choices?.[0]?.message?.content, 'Good morning.')
      for (const request of stage.upstream.requests.slice(-calls.length)) {
        gotOnly(request, KEYS.openai.held)
        assert.equal(request.target, '/openai/v1/chat/completions')
        assert.equal(
          request.content.bytes().toString(),
          '{"model":"gpt-5.5","messages":[{"role":"user","content":"Hello!"}]}',
        )
      }
    })

    promises('trace id and metadata steer, and are told back', async (stage) => {
      const client = passthroughClient(stage, { traceID: 'trace-1', metadata: { _user: 'u-1' } })
      const { got, request } = await seen(stage, async () => client.chat.completions.create({ model, messages }))
      const headers = (got as unknown as { getHeaders(): Record<string, string> }).getHeaders()
      assert.equal(headers['trace-id'], 'trace-1')
      assert.equal(headers['provider'], 'passthrough')
      assert.ok(!request.rawHead.toString('latin1').includes('trace-1'))
    })

    promises('tools are called, plain and streamed', async (stage) => {
      for (const client of [passthroughClient(stage), openaiClient(stage)] as OpenAI[]) {
        const { choices } = await client.chat.completions.create({ model, messages, tools })
        const [call] = choices[0]?.message.tool_calls ?? []
        assert.ok(call?.type === 'function')
        assert.deepEqual([call.function.name, call.function.arguments], ['get_weather', '{"city":"Paris"}'])
        let text = ''
        for await (const chunk of await client.chat.completions.create({ model, messages, tools, stream: true }))
          text += chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? ''
        assert.equal(text, '{"city":"Paris"}')
      }
    })

    promises("the provider's errors are raised as the SDK's own classes, raw", async (stage) => {
      const classes = [
        [400, 'BadRequestError'],
        [401, 'AuthenticationError'],
        [403, 'PermissionDeniedError'],
        [404, 'NotFoundError'],
        [409, 'ConflictError'],
        [422, 'UnprocessableEntityError'],
        [429, 'RateLimitError'],
        [529, 'InternalServerError'],
      ] as const
      for (const [status, name] of classes) {
        const ask = { model: `status-${status}`, messages }
        for (const client of [passthroughClient(stage), openaiClient(stage)] as OpenAI[]) {
          const error = await failure(Promise.resolve(client.chat.completions.create(ask)))
          assert.equal(classOf(error), name)
          const { message, headers } = error as { message: string; headers: Headers & Record<string, string> }
          assert.match(message, status === 429 ? /Rate limit reached/ : new RegExp(`It failed with ${status}`))
          assert.equal(headers['x-strait-error'] ?? headers.get?.('x-strait-error') ?? undefined, undefined)
        }
      }
    })

    promises('what Strait refuses is raised as the SDK classes too, and sent nowhere', async (stage) => {
      const before = stage.upstream.requests.length
      const refusals = [
        [{ apiKey: 'nobody' }, 'AuthenticationError', /key_invalid/],
        [{ provider: 'pasthrough' }, 'BadRequestError', /x-portkey-provider/],
        [{ customHost: 'not a url' }, 'BadRequestError', /x-portkey-custom-host/],
        [{ customHost: 'http://user:pw@127.0.0.1' }, 'BadRequestError', /x-portkey-custom-host/],
        [{ customHost: 'http://169.254.169.254' }, 'PermissionDeniedError', /egress_refused/],
        [{ provider: '@openai' }, 'BadRequestError', /host_with_held_key/],
        [{ config: 'pc-unknown' }, 'BadRequestError', /x-portkey-config/],
        [{ config: { input_guardrails: ['g'] } }, 'InternalServerError', /config_unsupported/],
        [{ config: { strategy: { mode: 'fallback' }, targets: [] } }, 'BadRequestError', /targets/],
      ] as const
      for (const [options, name, says] of refusals) {
        const client = passthroughClient(stage, options)
        const error = await failure(Promise.resolve(client.chat.completions.create({ model, messages })))
        assert.equal(classOf(error), name, JSON.stringify(options))
        assert.match(JSON.stringify((error as { error: unknown }).error), says)
      }
      const refused = await failure(openaiClient(stage, {}, { apiKey: 'nobody' }).models.list() as Promise<unknown>)
      assert.ok(refused instanceof OpenAI.AuthenticationError)
      assert.equal(stage.upstream.requests.length, before)
    })

    promises('the documented config of targets sends on what nothing else claims', async (stage) => {
      const client = passthroughClient(stage, { config: CONDITIONAL })
      const answer = await client.chat.completions.create({ model, messages })
      assert.equal(answer.choices?.[0]?.message?.role, 'assistant')
    })

    promises('a stream that is left takes the call to the target with it', async (stage) => {
      const stream = await openaiClient(stage).chat.completions.create({ model: 'held', messages, stream: true })
      await leavesUpstream(stage, stream, () => stream.controller.abort())
      // This client takes no signal: whoever leaves its loop leaves the stream.
      const chunks = (await passthroughClient(stage).chat.completions.create({
        model: 'held',
        messages,
        stream: true,
      })) as AsyncIterable<unknown>
      const held = stage.upstream.requests.at(-1) ?? assert.fail()
      for await (const _chunk of chunks) break
      assert.notEqual(await stage.upstream.waitForClose(held, 2_000), undefined)
    })

    promises('uploads arrive byte for byte', async (stage) => {
      const bytes = new Uint8Array(MEDIA)
      const uploads = [
        (client: OpenAI) => client.files.create({ file: new File([bytes], 'é.jsonl'), purpose: 'batch' }),
        (client: OpenAI) =>
          client.audio.transcriptions.create({ file: new File([bytes], 'a.mp3'), model: 'whisper-1' }),
      ]
      for (const upload of uploads) {
        for (const make of [openaiClient, (at: Stage, _: object, options: object) => passthroughClient(at, options)]) {
          const call = (options: object) => async () => upload(make(stage, {}, options) as OpenAI)
          const both = await sentAndArrived(stage, call(straight(stage)), call({}))
          assert.deepEqual(both.arrived, less(both, [], [`authorization: Bearer ${PORTKEY_API_KEY}`]))
          assert.ok(both.arrived.body.includes(MEDIA.toString('latin1')))
        }
      }
    })

    promises('downloads arrive byte for byte', async (stage) => {
      const client = openaiClient(stage)
      const file = await (await client.files.content('file-1')).arrayBuffer()
      assert.ok(MEDIA.equals(Buffer.from(file)))
      const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello!' })
      assert.ok(MEDIA.equals(Buffer.from(await speech.arrayBuffer())))
      assert.equal(speech.headers.get('content-type'), 'audio/mpeg')
    })
  })
})
