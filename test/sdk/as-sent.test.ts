import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { generateText } from 'ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { forEachRuntime } from '../suite.ts'
import { MEDIA } from './provider/said.ts'
import { KEYS, open } from './sdk-config.ts'
import { sentAndArrived } from './sent-and-arrived.ts'

type Make<Client> = (base: string) => Client
type Call = readonly [says: string, call: (base: string) => Promise<unknown>]

const maxRetries = 0
const openai: Make<OpenAI> = (base) =>
  new OpenAI({
    baseURL: `${base}/openai/v1`,
    apiKey: KEYS.openai.caller,
    organization: 'org-1',
    project: 'p-1',
    maxRetries,
  })
const azure: Make<AzureOpenAI> = (base) =>
  new AzureOpenAI({
    endpoint: `${base}/azure`,
    apiKey: KEYS.azure.caller,
    apiVersion: '2025-04-01-preview',
    maxRetries,
  })
const anthropic: Make<Anthropic> = (base) =>
  new Anthropic({ baseURL: `${base}/anthropic`, apiKey: KEYS.anthropic.caller, maxRetries })
const google: Make<GoogleGenAI> = (base) =>
  new GoogleGenAI({ apiKey: KEYS.gemini.caller, httpOptions: { baseUrl: `${base}/gemini` } })

const messages = [{ role: 'user' as const, content: 'Good “morning”? \u{1f600}' }]
const file = () => new File([new Uint8Array(MEDIA)], 'é “quoted”.bin', { type: 'audio/mpeg' })
const ask = { model: 'claude-sonnet-5-5', max_tokens: 64, messages }
const contents = messages[0]?.content ?? ''
const prompt = contents

/** To its end where it is a stream, so that the second call finds a quiet provider. */
async function whole(answer: unknown): Promise<void> {
  const got = await answer
  if (typeof got === 'object' && got !== null && Symbol.asyncIterator in got) {
    for await (const _part of got as AsyncIterable<unknown>);
  }
}

const calls: readonly Call[] = [
  ['OpenAI, chat', (at) => whole(openai(at).chat.completions.create({ model: 'm', messages, seed: 2 ** 60 }))],
  ['OpenAI, streamed', (at) => whole(openai(at).chat.completions.create({ model: 'm', messages, stream: true }))],
  [
    'OpenAI, headers of its own',
    (at) => whole(openai(at).models.list({ headers: { 'X-Own': 'a, b', 'x-empty': '' } })),
  ],
  ['OpenAI, responses', (at) => whole(openai(at).responses.create({ model: 'm', input: contents, stream: true }))],
  ['OpenAI, a file', (at) => whole(openai(at).files.create({ file: file(), purpose: 'user_data' }))],
  ['OpenAI, noise', (at) => whole(openai(at).audio.transcriptions.create({ file: file(), model: 'whisper-1' }))],
  [
    'OpenAI, speech',
    (at) => whole(openai(at).audio.speech.create({ model: 'tts-1', voice: 'alloy', input: contents })),
  ],
  ['AzureOpenAI, chat', (at) => whole(azure(at).chat.completions.create({ model: 'gpt 4/x', messages }))],
  ['AzureOpenAI, responses', (at) => whole(azure(at).responses.create({ model: 'm', input: contents }))],
  ['Anthropic, message', (at) => whole(anthropic(at).messages.create(ask))],
  ['Anthropic, streamed', (at) => whole(anthropic(at).messages.create({ ...ask, stream: true }))],
  ['Anthropic, betas', (at) => whole(anthropic(at).beta.messages.create({ ...ask, betas: ['a-1', 'b-2'] }))],
  ['Anthropic, a file', (at) => whole(anthropic(at).beta.files.upload({ file: file() }))],
  ['GoogleGenAI, generate', (at) => whole(google(at).models.generateContent({ model: 'm', contents }))],
  ['GoogleGenAI, streamed', (at) => whole(google(at).models.generateContentStream({ model: 'm', contents }))],
  ['GoogleGenAI, models', (at) => whole(google(at).models.list({ config: { pageSize: 5, queryBase: true } }))],
  [
    'ai with openai()',
    (at) => {
      const model = createOpenAI({ baseURL: `${at}/openai/v1`, apiKey: KEYS.openai.caller })('m')
      return generateText({ model, prompt, maxRetries })
    },
  ],
  [
    'ai with anthropic()',
    (at) => {
      const model = createAnthropic({ baseURL: `${at}/anthropic/v1`, apiKey: KEYS.anthropic.caller })('m')
      return generateText({ model, prompt, maxRetries })
    },
  ],
]

forEachRuntime((_runtime, use) => {
  describe('what an SDK sends, straight and through Strait', () => {
    const { promises } = use({
      ...open,
      config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  openai: { url: "${url}/openai/v1" }
  azure: { url: "${url}/azure" }
  anthropic: { url: "${url}/anthropic" }
  gemini: { url: "${url}/gemini" }
`,
    })

    for (const [says, call] of calls) {
      promises(`${says}: arrives as it was sent, byte for byte`, async (stage) => {
        const { sent, arrived } = await sentAndArrived(
          stage,
          () => call(stage.upstream.url),
          () => call(stage.app.url),
        )
        assert.deepEqual(arrived, sent)
      })
    }
  })
})
