import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import OpenAI, { AzureOpenAI } from 'openai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { DUMMY, held, KEY, keyless, locked, rewriting } from './bifrost-config.ts'
import { failure, gotOnly, KEYS, leavesUpstream, seen } from './sdk-config.ts'

const messages = [{ role: 'user' as const, content: 'hello from passthrough' }]
const ask = { model: 'claude-sonnet-4-20250514', max_tokens: 1024, messages }
const contents = 'hello from passthrough'
const API_VERSION = '2025-04-01-preview'

const openai = ({ app }: Stage, path = '/openai_passthrough/v1', options: object = {}): OpenAI =>
  new OpenAI({ baseURL: app.url + path, apiKey: DUMMY, maxRetries: 0, ...options })

const anthropic = ({ app }: Stage, path = '/anthropic_passthrough', options: object = {}): Anthropic =>
  new Anthropic({ baseURL: app.url + path, apiKey: DUMMY, maxRetries: 0, ...options })

const azure = ({ app }: Stage, options: object = {}): AzureOpenAI =>
  new AzureOpenAI({
    endpoint: `${app.url}/azure_passthrough`,
    apiKey: DUMMY,
    apiVersion: '2024-10-21',
    maxRetries: 0,
    ...options,
  })

const genai = ({ app }: Stage, options: object = {}): GoogleGenAI =>
  new GoogleGenAI({ apiKey: DUMMY, httpOptions: { baseUrl: `${app.url}/genai_passthrough` }, ...options })

forEachRuntime((_runtime, use) => {
  describe('passthrough doors, the keys in Strait', () => {
    const { promises } = use(held)

    for (const path of ['/openai_passthrough/v1', '/openai_passthrough']) {
      promises(`OpenAI at ${path} chats`, async (stage) => {
        const create = () => openai(stage, path).chat.completions.create({ model: 'gpt-4o-mini', messages })
        const { got, request } = await seen(stage, create)
        assert.equal(got.choices[0]?.message.content, 'Good morning.')
        assert.equal(got._request_id, 'req_openai_1')
        assert.equal(request.target, '/openai/v1/chat/completions')
        gotOnly(request, KEY.openai)
      })
    }

    promises('OpenAI at /openai_passthrough streams a chat to its end', async (stage) => {
      const create = { model: 'gpt-4o-mini', messages, stream: true as const }
      let text = ''
      for await (const chunk of await openai(stage).chat.completions.create(create))
        text += chunk.choices[0]?.delta.content ?? ''
      assert.equal(text, 'Good morning.')
    })

    promises('OpenAI at /openai_passthrough lists models and uploads a file', async (stage) => {
      const { data } = await openai(stage).models.list()
      assert.deepEqual(
        data.map(({ id }) => id),
        ['gpt-5.5', 'ft:gpt-4o:org::id'],
      )
      const text = '{"custom_id":"1"}\n'.repeat(20_000)
      const upload = () => openai(stage).files.create({ file: new File([text], 'notes.jsonl'), purpose: 'batch' })
      const { got, request } = await seen(stage, upload)
      assert.equal(got.bytes, request.content.length)
    })

    promises('OpenAI at /openai_passthrough raises its own classes', async (stage) => {
      const limited = await failure(openai(stage).chat.completions.create({ model: 'limited', messages }))
      assert.ok(limited instanceof OpenAI.RateLimitError)
      assert.equal(limited.code, 'rate_limit_exceeded')
      assert.equal(limited.headers?.get('retry-after'), '20')
      const lost = await failure(Promise.resolve(openai(stage, '/openai_passthru/v1').models.list()))
      assert.ok(lost instanceof OpenAI.NotFoundError)
      assert.match(lost.message, /Did you mean \/openai_passthrough/)
    })

    promises('OpenAI at /openai_passthrough aborted takes the call to the provider with it', async (stage) => {
      const stream = await openai(stage).chat.completions.create({ model: 'held', messages, stream: true })
      await leavesUpstream(stage, stream, () => stream.controller.abort())
    })

    promises('Anthropic at /anthropic_passthrough creates, streams and raises', async (stage) => {
      const { got, request } = await seen(stage, () => anthropic(stage).messages.create(ask))
      assert.deepEqual(got.content[0], { type: 'text', text: 'Good morning.' })
      assert.equal(request.target, '/anthropic/v1/messages')
      assert.equal(request.headerAll('anthropic-version').length, 1)
      gotOnly(request, KEY.anthropic)
      const message = await anthropic(stage).messages.stream(ask).finalMessage()
      assert.equal(message.usage.output_tokens, 4)
      const limited = await failure(anthropic(stage).messages.create({ ...ask, model: 'limited' }))
      assert.ok(limited instanceof Anthropic.RateLimitError)
      assert.equal(limited.requestID, 'req_anthropic_1')
    })

    promises('AzureOpenAI at /azure_passthrough chats, with the version of the config', async (stage) => {
      const { got, request } = await seen(stage, () =>
        azure(stage).chat.completions.create({ model: 'gpt-4o', messages }),
      )
      assert.equal(got.choices[0]?.message.content, 'Good morning.')
      assert.equal(request.target, `/azure/openai/deployments/gpt-4o/chat/completions?api-version=${API_VERSION}`)
      gotOnly(request, KEY.azure)
      let text = ''
      const create = { model: 'gpt-4o', messages, stream: true as const }
      for await (const chunk of await azure(stage).chat.completions.create(create))
        text += chunk.choices[0]?.delta.content ?? ''
      assert.equal(text, 'Good morning.')
    })

    promises('AzureOpenAI with an Entra token of its own shows it to nobody', async (stage) => {
      const options = { apiKey: undefined, azureADTokenProvider: async () => 'eyJhbGciOi.of-the-caller.x' }
      const { request } = await seen(stage, () =>
        azure(stage, options).chat.completions.create({ model: 'gpt-4o', messages }),
      )
      assert.equal(request.header('authorization'), undefined)
      gotOnly(request, KEY.azure)
    })

    promises('AzureOpenAI calls a deployment by a name of the config', async (stage) => {
      const { request } = await seen(stage, () =>
        azure(stage).chat.completions.create({ model: 'assistant', messages }),
      )
      assert.equal(request.path, '/azure/openai/deployments/gpt-4o/chat/completions')
    })

    promises("OpenAI at Azure's v1 API calls without a dated version", async (stage) => {
      const client = openai(stage, '/azure_passthrough/openai/v1/')
      const { got, request } = await seen(stage, () =>
        client.responses.create({ model: 'gpt-4.1', input: 'hello from azure passthrough' }),
      )
      assert.equal(got.output_text, 'Good morning.')
      assert.equal(request.target, '/azure/openai/v1/responses')
      gotOnly(request, KEY.azure)
      const named = await seen(stage, () => client.responses.create({ model: 'assistant', input: 'x' }))
      assert.equal(JSON.parse(named.request.content.bytes().toString()).model, 'gpt-4o')
      let text = ''
      for await (const event of await client.responses.create({ model: 'gpt-4.1', input: 'x', stream: true }))
        if (event.type === 'response.output_text.delta') text += event.delta
      assert.equal(text, 'Good morning.')
    })

    promises('Anthropic at /azure_passthrough reaches Claude on Azure', async (stage) => {
      const client = anthropic(stage, '/azure_passthrough')
      const { got, request } = await seen(stage, () => client.messages.create(ask))
      assert.deepEqual(got.content[0], { type: 'text', text: 'Good morning.' })
      assert.equal(request.target, '/azure/anthropic/v1/messages')
      gotOnly(request, KEY.azure)
      const message = await client.messages.stream(ask).finalMessage()
      assert.deepEqual(message.content[0], { type: 'text', text: 'Good morning.' })
      const limited = await failure(client.messages.create({ ...ask, model: 'limited' }))
      assert.ok(limited instanceof Anthropic.RateLimitError)
      await seen(stage, () => failure(client.messages.countTokens({ model: ask.model, messages })))
      assert.equal(stage.upstream.requests.at(-1)?.target, '/azure/anthropic/v1/messages/count_tokens')
    })

    for (const apiVersion of ['v1', 'v1beta', 'v1alpha']) {
      promises(`GoogleGenAI at /genai_passthrough generates with ${apiVersion}`, async (stage) => {
        const httpOptions = { baseUrl: `${stage.app.url}/genai_passthrough`, apiVersion }
        const client = genai(stage, { httpOptions })
        const { got, request } = await seen(stage, () =>
          client.models.generateContent({ model: 'gemini-2.5-flash', contents }),
        )
        assert.equal(got.text, 'Good morning.')
        assert.equal(request.target, `/gemini/${apiVersion}/models/gemini-2.5-flash:generateContent`)
        gotOnly(request, KEY.gemini)
      })
    }

    promises('GoogleGenAI at /genai_passthrough streams, raises and is aborted', async (stage) => {
      let text = ''
      const { models } = genai(stage)
      for await (const chunk of await models.generateContentStream({ model: 'gemini-2.5-flash', contents }))
        text += chunk.text ?? ''
      assert.equal(text, 'Good morning.')
      const limited = await failure(models.generateContent({ model: 'limited', contents }))
      assert.ok(limited instanceof ApiError)
      assert.equal(limited.status, 429)
      const leaver = new AbortController()
      const config = { abortSignal: leaver.signal }
      const stream = await models.generateContentStream({ model: 'held', contents, config })
      await leavesUpstream(stage, stream, () => leaver.abort())
    })

    promises('GoogleGenAI for Vertex at /genai_passthrough generates with a key alone', async (stage) => {
      const client = genai(stage, { vertexai: true })
      const { got, request } = await seen(stage, () =>
        client.models.generateContent({ model: 'gemini-2.5-flash', contents }),
      )
      assert.equal(got.text, 'Good morning.')
      assert.equal(request.target, '/gemini/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent')
      gotOnly(request, KEY.gemini)
    })

    promises('GoogleGenAI at /genai_passthrough uploads a file and downloads one', async (stage) => {
      const text = 'a line of notes\n'.repeat(20_000)
      const before = stage.upstream.requests.length
      const { files } = genai(stage)
      const file = await files.upload({ file: new Blob([text]), config: { mimeType: 'text/plain' } })
      assert.equal(file.sizeBytes, String(text.length))
      const [start, upload, more] = stage.upstream.requests.slice(before)
      assert.match(start?.target ?? '', /^\/gemini\/upload\/v1\w*\/files$/)
      assert.equal(upload?.target, '/gemini/upload/v1beta/files?upload_id=u1&upload_protocol=resumable')
      assert.equal(upload?.content.bytes().toString(), text)
      assert.equal(more, undefined)
      for (const request of [start, upload]) gotOnly(request ?? assert.fail(), KEY.gemini)

      const folder = mkdtempSync(join(tmpdir(), 'strait-download-'))
      try {
        const downloadPath = join(folder, 'video.mp4')
        await files.download({ file: 'files/f1', downloadPath })
        assert.equal(readFileSync(downloadPath, 'latin1'), 'the bytes of a file')
      } finally {
        rmSync(folder, { recursive: true })
      }
      const followed = stage.upstream.requests.at(-1)
      assert.match(followed?.path ?? '', /^\/gemini\/download\/v1\w*\/files\/f1:download$/)
      gotOnly(followed ?? assert.fail(), KEY.gemini)
    })
  })

  describe('passthrough doors, the keys with the callers', () => {
    const { promises } = use(keyless)

    promises("the caller's key goes through", async (stage) => {
      const chat = () =>
        openai(stage, undefined, { apiKey: KEYS.openai.caller }).chat.completions.create({ model: 'm', messages })
      gotOnly((await seen(stage, chat)).request, KEYS.openai.caller)
      const message = () => anthropic(stage, undefined, { apiKey: KEYS.anthropic.caller }).messages.create(ask)
      gotOnly((await seen(stage, message)).request, KEYS.anthropic.caller)
      const generate = () =>
        genai(stage, { apiKey: KEYS.gemini.caller }).models.generateContent({ model: 'm', contents })
      gotOnly((await seen(stage, generate)).request, KEYS.gemini.caller)
    })

    promises('nothing is sent to Azure without a key of the config', async (stage) => {
      const before = stage.upstream.requests.length
      const refused = await failure(azure(stage).chat.completions.create({ model: 'gpt-4o', messages }))
      assert.ok(refused instanceof OpenAI.BadRequestError)
      assert.equal(refused.code, 'provider_unconfigured')
      assert.match(refused.message, /providers: \{ azure: \{ .*key: /)
      const claude = await failure(anthropic(stage, '/azure_passthrough').messages.create(ask))
      assert.ok(claude instanceof Anthropic.BadRequestError)
      assert.equal(stage.upstream.requests.length, before)
    })
  })

  describe('passthrough doors, addresses in bodies rewritten', () => {
    const { promises } = use(rewriting)

    promises('Anthropic fetches the results of a batch without leaving the door', async (stage) => {
      const before = stage.upstream.requests.length
      const results = await anthropic(stage).messages.batches.results('msgbatch_1')
      const ids: string[] = []
      for await (const { custom_id } of results) ids.push(custom_id)
      assert.deepEqual(ids, ['first'])
      const [batch, fetched] = stage.upstream.requests.slice(before)
      assert.equal(batch?.target, '/anthropic/v1/messages/batches/msgbatch_1')
      assert.equal(fetched?.target, '/anthropic/v1/messages/batches/msgbatch_1/results')
      gotOnly(fetched ?? assert.fail(), KEY.anthropic)
    })
  })

  describe('passthrough doors, with access keys', () => {
    const { promises } = use(locked)

    promises('a key of Strait opens every door, and goes no further', async (stage) => {
      const apiKey = KEYS.strait
      const chat = () => openai(stage, undefined, { apiKey }).chat.completions.create({ model: 'm', messages })
      gotOnly((await seen(stage, chat)).request, KEY.openai)
      const message = () => anthropic(stage, undefined, { apiKey }).messages.create(ask)
      gotOnly((await seen(stage, message)).request, KEY.anthropic)
      const deployed = () => azure(stage, { apiKey }).chat.completions.create({ model: 'gpt-4o', messages })
      gotOnly((await seen(stage, deployed)).request, KEY.azure)
      const generate = () => genai(stage, { apiKey }).models.generateContent({ model: 'm', contents })
      gotOnly((await seen(stage, generate)).request, KEY.gemini)
      const virtual = { defaultHeaders: { 'x-bf-vk': apiKey } }
      gotOnly((await seen(stage, async () => openai(stage, undefined, virtual).models.list())).request, KEY.openai)
    })

    promises('a dummy key opens nothing', async (stage) => {
      const before = stage.upstream.requests.length
      const refused = await failure(openai(stage).chat.completions.create({ model: 'm', messages }))
      assert.ok(refused instanceof OpenAI.AuthenticationError)
      const claude = await failure(anthropic(stage).messages.create(ask))
      assert.ok(claude instanceof Anthropic.AuthenticationError)
      const google = await failure(genai(stage).models.generateContent({ model: 'm', contents }))
      assert.ok(google instanceof ApiError)
      assert.equal(google.status, 401)
      assert.equal(stage.upstream.requests.length, before)
    })
  })
})
