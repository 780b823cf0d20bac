import assert from 'node:assert/strict'
import { describe } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { forEachRuntime, type Stage } from '../suite.ts'
import { MEDIA } from './provider/said.ts'
import { failure, gotOnly, KEYS, leavesUpstream, locked, open, seen } from './sdk-config.ts'

const { caller, held } = KEYS.anthropic
const ask = {
  model: 'claude-sonnet-5-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'Good morning?' }],
}
const input_schema = { type: 'object' as const, properties: { city: { type: 'string' } } }
const tools = [{ name: 'get_weather', input_schema }]

function client({ app }: Stage, door: string, options: object = {}): Anthropic {
  return new Anthropic({ baseURL: `${app.url}${door}`, apiKey: caller, maxRetries: 0, ...options })
}

forEachRuntime((_runtime, use) => {
  describe('anthropic', () => {
    const { promises } = use(open)

    for (const door of ['/anthropic', '']) {
      promises(`Anthropic at ${door || 'the root'} chats with the caller's key`, async (stage) => {
        const { got, request } = await seen(stage, () => client(stage, door).messages.create(ask))
        assert.deepEqual(got.content[0], { type: 'text', text: 'Good morning.' })
        assert.equal(got._request_id, 'req_anthropic_1')
        assert.equal(request.target, '/anthropic/v1/messages')
        assert.equal(request.headerAll('anthropic-version').length, 1)
        gotOnly(request, caller)
      })
    }

    promises('Anthropic streams a message to its end', async (stage) => {
      const message = await client(stage, '/anthropic').messages.stream(ask).finalMessage()
      assert.deepEqual(message.content[0], { type: 'text', text: 'Good morning.' })
      assert.equal(message.stop_reason, 'end_turn')
      assert.equal(message.usage.output_tokens, 4)
    })

    promises('Anthropic calls with the key that Strait holds', async (stage) => {
      const { request } = await seen(stage, () => client(stage, '/team-anthropic').messages.create(ask))
      assert.equal(request.header('x-api-key'), held)
      assert.equal(request.header('authorization'), undefined)
      gotOnly(request, held)
    })

    promises('Anthropic lists models', async (stage) => {
      for (const door of ['/anthropic', '']) {
        const { data } = await client(stage, door).models.list()
        assert.deepEqual(
          data.map(({ id }) => id),
          ['claude-sonnet-5-5'],
        )
      }
    })

    promises('Anthropic uploads a file whole', async (stage) => {
      const text = 'a line of notes\n'.repeat(20_000)
      const file = new File([text], 'notes.txt', { type: 'text/plain' })
      const { got, request } = await seen(stage, () => client(stage, '/anthropic').beta.files.upload({ file }))
      assert.equal(got.size_bytes, request.content.length)
      assert.ok(request.content.bytes().includes(text))
    })

    promises('Anthropic downloads a file byte for byte', async (stage) => {
      const file = await client(stage, '/anthropic').beta.files.download('file_1')
      assert.ok(MEDIA.equals(Buffer.from(await file.arrayBuffer())))
    })

    promises('Anthropic calls a tool and goes on with its result, plain and streamed', async (stage) => {
      const { messages } = client(stage, '/anthropic')
      for (const message of [
        await messages.create({ ...ask, tools }),
        await messages.stream({ ...ask, tools }).finalMessage(),
      ]) {
        const [block] = message.content
        assert.ok(message.stop_reason === 'tool_use' && block?.type === 'tool_use')
        assert.deepEqual(block.input, { city: 'Paris' })
        const result = { type: 'tool_result' as const, tool_use_id: block.id, content: 'sunny' }
        const answered = { role: 'assistant' as const, content: message.content }
        const next = [...ask.messages, answered, { role: 'user' as const, content: [result] }]
        const { content } = await messages.create({ ...ask, tools, messages: next })
        assert.deepEqual(content[0], { type: 'text', text: 'Good morning.' })
      }
    })

    promises("Anthropic raises its own class for each of the provider's errors", async (stage) => {
      const classes = [
        [400, Anthropic.BadRequestError, 'invalid_request_error'],
        [401, Anthropic.AuthenticationError, 'authentication_error'],
        [403, Anthropic.PermissionDeniedError, 'permission_error'],
        [404, Anthropic.NotFoundError, 'not_found_error'],
        [413, Anthropic.APIError, 'request_too_large'],
        [500, Anthropic.InternalServerError, 'api_error'],
        [529, Anthropic.InternalServerError, 'overloaded_error'],
      ] as const
      for (const [status, own, type] of classes) {
        const error = await failure(client(stage, '/anthropic').messages.create({ ...ask, model: `status-${status}` }))
        assert.ok(error instanceof own, `${status} was raised as ${error}`)
        assert.deepEqual([error.status, error.type, error.requestID], [status, type, 'req_anthropic_1'])
      }
    })

    promises('Anthropic raises APIError for an error inside a stream', async (stage) => {
      const error = await failure(
        client(stage, '/anthropic')
          .messages.stream({ ...ask, model: 'breaks' })
          .finalMessage(),
      )
      assert.ok(error instanceof Anthropic.APIError)
      assert.match(error.message, /Overloaded/)
    })

    promises("Anthropic raises its own class for the provider's limit", async (stage) => {
      const error = await failure(client(stage, '/anthropic').messages.create({ ...ask, model: 'limited' }))
      assert.ok(error instanceof Anthropic.RateLimitError)
      assert.equal(error.requestID, 'req_anthropic_1')
      assert.equal(error.headers?.get('x-strait-error'), null)
    })

    promises('Anthropic raises its own classes for what Strait refuses', async (stage) => {
      const lost = await failure(client(stage, '/antropic').messages.create(ask))
      assert.ok(lost instanceof Anthropic.NotFoundError)
      assert.equal(lost.headers?.get('x-strait-error'), 'no_route')
      assert.match(lost.message, /"not_found_error".*anthropic/)
      const down = await failure(client(stage, '/down-anthropic').messages.create(ask))
      assert.ok(down instanceof Anthropic.InternalServerError)
      assert.equal(down.status, 502)
      assert.equal(down.headers?.get('x-strait-error'), 'upstream_refused')
      assert.match(down.message, /"api_error"/)
    })

    promises('Anthropic aborted takes the call to the provider with it', async (stage) => {
      const stream = await client(stage, '/anthropic').messages.create({ ...ask, model: 'held', stream: true })
      await leavesUpstream(stage, stream, () => stream.controller.abort())
    })
  })

  describe('anthropic, with access keys', () => {
    const { promises } = use(locked)

    promises('Anthropic without a key of Strait raises AuthenticationError', async (stage) => {
      const error = await failure(client(stage, '/team-anthropic').messages.create(ask))
      assert.ok(error instanceof Anthropic.AuthenticationError)
      assert.equal(error.headers?.get('x-strait-error'), 'key_invalid')
      assert.match(error.message, /"authentication_error"/)
    })

    promises("Anthropic with a key of Strait calls with the provider's", async (stage) => {
      const create = () => client(stage, '/team-anthropic', { apiKey: KEYS.strait }).messages.create(ask)
      gotOnly((await seen(stage, create)).request, held)
    })

    promises("Anthropic shows a key of Strait beside the caller's own", async (stage) => {
      const create = () =>
        client(stage, '/anthropic', { defaultHeaders: { 'api-key': KEYS.strait } }).messages.create(ask)
      gotOnly((await seen(stage, create)).request, caller)
    })
  })
})
