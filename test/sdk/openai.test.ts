import assert from 'node:assert/strict'
import { describe } from 'node:test'
import OpenAI, { AzureOpenAI } from 'openai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { failure, gotOnly, KEYS, leavesUpstream, locked, open, seen } from './sdk-config.ts'

const { caller, held } = KEYS.openai
const messages = [{ role: 'user' as const, content: 'Good morning?' }]

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

    promises("OpenAI raises its own class for the provider's error", async (stage) => {
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
