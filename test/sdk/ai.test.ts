import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, isStepCount, jsonSchema, type LanguageModel, streamText, tool } from 'ai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { failure, gotOnly, KEYS, leavesUpstream, locked, open, seen } from './sdk-config.ts'

interface Kind {
  readonly says: string
  readonly own: keyof typeof KEYS & ('openai' | 'anthropic')
  readonly arrives: string
  model(stage: Stage, door: string, name: string, apiKey: string): LanguageModel
}

const openai = ({ app }: Stage, door: string, apiKey: string) =>
  createOpenAI({ baseURL: `${app.url}/${door}openai/v1`, apiKey })

const kinds: readonly Kind[] = [
  {
    says: 'openai()',
    own: 'openai',
    arrives: '/openai/v1/responses',
    model: (stage, door, name, key) => openai(stage, door, key)(name),
  },
  {
    says: 'openai.chat()',
    own: 'openai',
    arrives: '/openai/v1/chat/completions',
    model: (stage, door, name, key) => openai(stage, door, key).chat(name),
  },
  {
    says: 'anthropic()',
    own: 'anthropic',
    arrives: '/anthropic/v1/messages',
    model: ({ app }, door, name, apiKey) =>
      createAnthropic({ baseURL: `${app.url}/${door}anthropic/v1`, apiKey })(name),
  },
]

const prompt = 'Good morning?'
const maxRetries = 0

const getWeather = () => {
  const asked: unknown[] = []
  const tools = {
    get_weather: tool({
      description: 'The weather in a city',
      inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
      execute: async (input) => {
        asked.push(input)
        return 'sunny'
      },
    }),
  }
  return { asked, tools }
}

forEachRuntime((_runtime, use) => {
  describe('ai', () => {
    const { promises } = use(open)

    for (const { says, own, arrives, model } of kinds) {
      const caller = KEYS[own].caller

      promises(`generateText() with ${says} answers, with the caller's key and with a held one`, async (stage) => {
        for (const [door, key] of [
          ['', caller],
          ['team-', KEYS[own].held],
        ] as const) {
          const generate = async () =>
            generateText({ model: model(stage, door, 'a-model', caller), prompt, maxRetries })
          const { got, request } = await seen(stage, generate)
          assert.equal(got.text, 'Good morning.')
          assert.equal(got.usage.totalTokens, 13)
          assert.equal(request.target, arrives)
          gotOnly(request, key)
        }
      })

      promises(`streamText() with ${says} streams to its end`, async (stage) => {
        const { textStream, finishReason } = streamText({
          model: model(stage, '', 'a-model', caller),
          prompt,
          maxRetries,
        })
        const pieces: string[] = []
        for await (const piece of textStream) pieces.push(piece)
        assert.equal(pieces.join(''), 'Good morning.')
        assert.ok(pieces.length > 1)
        assert.equal(await finishReason, 'stop')
      })

      promises(`generateText() with ${says} calls a tool and goes on with its result`, async (stage) => {
        const { asked, tools } = getWeather()
        const before = stage.upstream.requests.length
        const options = { model: model(stage, '', 'a-model', caller), prompt, maxRetries, tools }
        const { text } = await generateText({ ...options, stopWhen: isStepCount(3) })
        assert.deepEqual(asked, [{ city: 'Paris' }])
        assert.equal(text, 'Good morning.')
        const [, second, third] = stage.upstream.requests.slice(before)
        assert.ok(second?.content.bytes().includes('sunny'))
        assert.equal(third, undefined)
      })

      promises(`streamText() with ${says} calls a tool`, async (stage) => {
        const { asked, tools } = getWeather()
        const result = streamText({ model: model(stage, '', 'a-model', caller), prompt, maxRetries, tools })
        await result.consumeStream()
        assert.deepEqual(asked, [{ city: 'Paris' }])
        assert.equal(await result.finishReason, 'tool-calls')
      })

      promises(`generateText() with ${says} raises APICallError for the provider's error`, async (stage) => {
        for (const [name, status, retryable] of [
          ['limited', 429, true],
          ['status-400', 400, false],
          ['status-500', 500, true],
        ] as const) {
          const options = { model: model(stage, '', name, caller), prompt, maxRetries }
          const error = await failure(generateText(options))
          assert.ok(APICallError.isInstance(error), `${error}`)
          assert.equal(error.statusCode, status)
          assert.equal(error.isRetryable, retryable)
          assert.equal(error.responseHeaders?.['x-strait-error'], undefined)
        }
      })

      promises(`generateText() with ${says} raises APICallError for what Strait refuses`, async (stage) => {
        const options = { model: model(stage, 'down-', 'a-model', caller), prompt, maxRetries }
        const error = await failure(generateText(options))
        assert.ok(APICallError.isInstance(error), `${error}`)
        assert.equal(error.statusCode, 502)
        assert.equal(error.responseHeaders?.['x-strait-error'], 'upstream_refused')
        assert.match(error.message, /refused the connection/)
      })

      promises(`streamText() with ${says} aborted takes the call to the provider with it`, async (stage) => {
        const leaver = new AbortController()
        const options = { model: model(stage, '', 'held', caller), prompt, maxRetries, abortSignal: leaver.signal }
        const { fullStream } = streamText(options)
        const before = stage.upstream.requests.length
        const iterator = fullStream[Symbol.asyncIterator]()
        await stage.upstream.waitForRequest((one) => stage.upstream.requests.indexOf(one) >= before)
        await leavesUpstream(stage, { [Symbol.asyncIterator]: () => iterator }, () => leaver.abort())
      })
    }

    promises('generateText() tries a failure again by itself, and each attempt reaches the provider', async (stage) => {
      const { openai: keys } = KEYS
      const before = stage.upstream.requests.length
      const retry = { model: openai(stage, '', keys.caller).chat('status-529'), prompt, maxRetries: 1 }
      assert.ok((await failure(generateText(retry))) instanceof Error)
      assert.equal(stage.upstream.requests.length - before, 2)
    })
  })

  describe('ai, with access keys', () => {
    const { promises } = use(locked)

    for (const { says, own, model } of kinds) {
      promises(`generateText() with ${says} calls with a key of Strait, and not without`, async (stage) => {
        const generate = async (key: string) =>
          generateText({ model: model(stage, 'team-', 'a-model', key), prompt, maxRetries })
        gotOnly((await seen(stage, () => generate(KEYS.strait))).request, KEYS[own].held)
        const error = await failure(generate(KEYS[own].caller))
        assert.ok(APICallError.isInstance(error), `${error}`)
        assert.equal(error.statusCode, 401)
        assert.equal(error.isRetryable, false)
      })
    }
  })
})
