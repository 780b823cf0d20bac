import assert from 'node:assert/strict'
import { describe } from 'node:test'
import OpenAI, { AzureOpenAI } from 'openai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { MEDIA } from './provider/said.ts'
import { failure, gotOnly, KEYS, leavesUpstream, locked, open, seen } from './sdk-config.ts'

const { caller, held } = KEYS.openai
const messages = [{ role: 'user' as const, content: 'Good morning?' }]
const parameters = { type: 'object', properties: { city: { type: 'string' } } }
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters } }]

function client({ app }: Stage, door: string, options: object = {}): OpenAI {
  return new OpenAI({ baseURL: `${app.url}${door}`, apiKey: caller, maxRetries: 0, ...options })
}

forEachRuntime((_runtime, use) => {
  describe('openai', () => {
    const { promises } = use(open)

    for (const door of ['/openai/v1', '/openai', '/v1']) {
      promises(`OpenAI at ${door} chats with the caller's key`, async (stage) => {
        const create = () => client(stage, door).chat.completions.create({ model: 'gpt-5.5', messages })
        const { got, request } = await seen(stage, create)
        assert.equal(got.choices[0]?.message.content, 'Good morning.')
        assert.equal(got.usage?.total_tokens, 13)
        assert.equal(got._request_id, 'req_openai_1')
        assert.equal(request.target, '/openai/v1/chat/completions')
        gotOnly(request, caller)
      })
    }

    promises('OpenAI streams a chat to its end', async (stage) => {
      const stream = await client(stage, '/openai/v1').chat.completions.create({
        model: 'gpt-5.5',
        messages,
        stream: true,
      })
      let text = ''
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
      assert.equal(text, 'Good morning.')
    })

    promises('OpenAI calls with the key that Strait holds', async (stage) => {
      const create = () => client(stage, '/team-openai/v1').chat.completions.create({ model: 'gpt-5.5', messages })
      gotOnly((await seen(stage, create)).request, held)
    })

    promises('OpenAI lists models and reads rate limits', async (stage) => {
      const { data, response } = await client(stage, '/openai/v1').models.list().withResponse()
      assert.deepEqual(
        data.data.map(({ id }) => id),
        ['gpt-5.5', 'ft:gpt-4o:org::id'],
      )
      assert.equal(response.headers.get('x-ratelimit-remaining-requests'), '4999')
    })

    promises('OpenAI uploads a file whole', async (stage) => {
      const text = '{"custom_id":"1"}\n'.repeat(20_000)
      const file = new File([text], 'notes.jsonl')
      const create = () => client(stage, '/openai/v1').files.create({ file, purpose: 'batch' })
      const { got, request } = await seen(stage, create)
      assert.equal(got.bytes, request.content.length)
      assert.ok(request.content.bytes().includes(text))
      assert.match(request.header('content-type') ?? '', /^multipart\/form-data; boundary=/)
    })

    promises('OpenAI calls a tool and goes on with its result, plain and streamed', async (stage) => {
      const { completions } = client(stage, '/openai/v1').chat
      const { choices } = await completions.create({ model: 'gpt-5.5', messages, tools })
      const [choice] = choices
      const [call] = choice?.message.tool_calls ?? []
      assert.ok(choice?.finish_reason === 'tool_calls' && call?.type === 'function')
      assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' })
      const result = { role: 'tool' as const, tool_call_id: call.id, content: 'sunny' }
      const next = [...messages, choice.message, result]
      const answer = await completions.create({ model: 'gpt-5.5', messages: next, tools })
      assert.equal(answer.choices[0]?.message.content, 'Good morning.')

      const stream = completions.stream({ model: 'gpt-5.5', messages, tools })
      const [streamed] = (await stream.finalMessage()).tool_calls ?? []
      assert.ok(streamed?.type === 'function')
      assert.equal(streamed.function.arguments, '{"city":"Paris"}')
    })

    promises('OpenAI creates a response, streams one, and calls a tool in it', async (stage) => {
      const { responses } = client(stage, '/openai/v1')
      const ask = { model: 'gpt-5.5', input: 'Good morning?' }
      assert.equal((await responses.create(ask)).output_text, 'Good morning.')
      const stream = responses.stream(ask)
      let text = ''
      for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta
      assert.equal(text, 'Good morning.')
      const tool = { type: 'function' as const, name: 'get_weather', parameters, strict: false }
      const called = await responses.stream({ ...ask, tools: [tool] }).finalResponse()
      const [item] = called.output
      assert.ok(item?.type === 'function_call')
      assert.equal(item.arguments, '{"city":"Paris"}')
    })

    promises('OpenAI downloads what is no text, byte for byte', async (stage) => {
      const { files, audio } = client(stage, '/openai/v1')
      assert.ok(MEDIA.equals(Buffer.from(await (await files.content('file-1')).arrayBuffer())))
      const speech = await audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good morning.' })
      assert.ok(MEDIA.equals(Buffer.from(await speech.arrayBuffer())))
    })

    promises("OpenAI raises its own class for each of the provider's errors", async (stage) => {
      const classes = [
        [400, OpenAI.BadRequestError],
        [401, OpenAI.AuthenticationError],
        [403, OpenAI.PermissionDeniedError],
        [404, OpenAI.NotFoundError],
        [409, OpenAI.ConflictError],
        [422, OpenAI.UnprocessableEntityError],
        [500, OpenAI.InternalServerError],
        [529, OpenAI.InternalServerError],
      ] as const
      for (const [status, own] of classes) {
        const ask = { model: `status-${status}`, messages }
        const error = await failure(client(stage, '/openai/v1').chat.completions.create(ask))
        assert.ok(error instanceof own, `${status} was raised as ${error}`)
        assert.deepEqual(
          [error.status, error.code, error.type, error.param, error.requestID],
          [status, `code_${status}`, 'some_error', 'messages', 'req_openai_1'],
        )
      }
    })

    promises('OpenAI raises APIError for an error inside a stream', async (stage) => {
      const stream = await client(stage, '/openai/v1').chat.completions.create({
        model: 'breaks',
        messages,
        stream: true,
      })
      const read = async () => {
        for await (const _chunk of stream);
      }
      const error = await failure(read())
      assert.ok(error instanceof OpenAI.APIError)
      assert.match(error.message, /The server had an error/)
    })

    promises('OpenAI tries a failure again by itself when the provider says when', async (stage) => {
      const before = stage.upstream.requests.length
      const { chat } = client(stage, '/openai/v1', { maxRetries: 2 })
      await failure(chat.completions.create({ model: 'status-500', messages }))
      const counts = stage.upstream.requests.slice(before).map((one) => one.header('x-stainless-retry-count'))
      assert.deepEqual(counts, ['0', '1', '2'])
    })

    promises("OpenAI raises its own class for the provider's limit", async (stage) => {
      const error = await failure(client(stage, '/openai/v1').chat.completions.create({ model: 'limited', messages }))
      assert.ok(error instanceof OpenAI.RateLimitError)
      assert.equal(error.code, 'rate_limit_exceeded')
      assert.equal(error.headers?.get('retry-after'), '20')
      assert.equal(error.headers?.get('x-strait-error'), null)
    })

    promises('OpenAI raises its own classes for what Strait refuses', async (stage) => {
      const lost = await failure(client(stage, '/opnai/v1').models.list())
      assert.ok(lost instanceof OpenAI.NotFoundError)
      assert.equal(lost.code, 'no_route')
      assert.equal(lost.headers?.get('x-strait-error'), 'no_route')
      assert.match(lost.message, /openai/)
      const down = await failure(client(stage, '/down-openai').models.list())
      assert.ok(down instanceof OpenAI.InternalServerError)
      assert.equal(down.status, 502)
      assert.equal(down.code, 'upstream_refused')
      assert.equal(down.type, 'server_error')
    })

    promises('OpenAI aborted takes the call to the provider with it', async (stage) => {
      const stream = await client(stage, '/openai/v1').chat.completions.create({
        model: 'held',
        messages,
        stream: true,
      })
      await leavesUpstream(stage, stream, () => stream.controller.abort())
    })

    for (const [door, key] of [
      ['/azure', KEYS.azure.caller],
      ['/team-azure', KEYS.azure.held],
      ['', KEYS.azure.caller],
    ] as const) {
      promises(`AzureOpenAI at ${door || 'the root'} chats`, async (stage) => {
        const endpoint = `${stage.app.url}${door}`
        const options = { endpoint, apiKey: KEYS.azure.caller, apiVersion: '2025-04-01-preview', deployment: 'gpt 5' }
        const create = () => new AzureOpenAI(options).chat.completions.create({ model: 'gpt-5.5', messages })
        const { got, request } = await seen(stage, create)
        assert.equal(got.choices[0]?.message.content, 'Good morning.')
        const path = '/openai/openai/deployments/gpt%205/chat/completions'
        assert.equal(request.target, `${path}?api-version=2025-04-01-preview`)
        gotOnly(request, key)
      })
    }

    promises(
      'AzureOpenAI streams, calls a tool, uploads to a deployment, and asks with an Entra token',
      async (stage) => {
        const options = { endpoint: `${stage.app.url}/azure`, apiVersion: '2025-04-01-preview', maxRetries: 0 }
        const azure = new AzureOpenAI({ ...options, apiKey: KEYS.azure.caller })
        const stream = azure.chat.completions.stream({ model: 'gpt-5.5', messages, tools })
        const [call] = (await stream.finalMessage()).tool_calls ?? []
        assert.ok(call?.type === 'function')
        const entra = new AzureOpenAI({ ...options, azureADTokenProvider: async () => 'eyJ0eXAi.own.token' })
        const ask = { file: new File([new Uint8Array(MEDIA)], 'a.mp3'), model: 'whisper' }
        const { request } = await seen(stage, async () => entra.audio.transcriptions.create(ask))
        const path = '/openai/openai/deployments/whisper/audio/transcriptions'
        assert.equal(request.target, `${path}?api-version=2025-04-01-preview`)
        assert.deepEqual(request.headerAll('authorization'), ['Bearer eyJ0eXAi.own.token'])
        assert.ok(request.content.bytes().includes(MEDIA))
      },
    )

    promises('AzureOpenAI at the root lists its models from Azure, not from OpenAI', async (stage) => {
      const options = { endpoint: stage.app.url, apiKey: KEYS.azure.caller, apiVersion: '2024-10-21', maxRetries: 0 }
      await seen(stage, () => failure(Promise.resolve(new AzureOpenAI(options).models.list())))
      assert.equal(stage.upstream.requests.at(-1)?.target, '/openai/openai/models?api-version=2024-10-21')
    })
  })

  describe('openai, with access keys', () => {
    const { promises } = use(locked)

    promises('OpenAI without a key of Strait raises AuthenticationError', async (stage) => {
      const error = await failure(client(stage, '/team-openai/v1').models.list())
      assert.ok(error instanceof OpenAI.AuthenticationError)
      assert.equal(error.code, 'key_invalid')
      assert.equal(error.type, 'authentication_error')
    })

    promises("OpenAI with a key of Strait calls with the provider's", async (stage) => {
      const list = async () => client(stage, '/team-openai/v1', { apiKey: KEYS.strait }).models.list()
      gotOnly((await seen(stage, list)).request, held)
    })

    promises("OpenAI shows a key of Strait beside the caller's own", async (stage) => {
      const list = async () =>
        client(stage, '/openai/v1', { defaultHeaders: { 'x-api-key': KEYS.strait } }).models.list()
      gotOnly((await seen(stage, list)).request, caller)
    })
  })
})
