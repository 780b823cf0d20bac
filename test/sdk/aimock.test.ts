import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { LLMock } from '@copilotkit/aimock'
import { ApiError, GoogleGenAI } from '@google/genai'
import { generateText, streamText } from 'ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { createHeaders, Portkey } from 'portkey-ai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { failure } from './sdk-config.ts'

/** A provider that somebody else built: what it takes for right was not decided here. */
const TEXT = 'Good morning, and a good day to you.'
const messages = [{ role: 'user' as const, content: 'Good morning?' }]
const busy = [{ role: 'user' as const, content: 'Are you busy?' }]
const apiKey = 'any'

interface Smoke {
  readonly says: string
  plain(stage: Stage): Promise<unknown>
  streamed(stage: Stage): Promise<string>
}

const openai = ({ app }: Stage) => new OpenAI({ baseURL: `${app.url}/openai/v1`, apiKey, maxRetries: 0 })
const azure = ({ app }: Stage) =>
  new AzureOpenAI({ endpoint: `${app.url}/azure`, apiKey, apiVersion: '2025-04-01-preview', maxRetries: 0 })
const anthropic = ({ app }: Stage) => new Anthropic({ baseURL: `${app.url}/anthropic`, apiKey, maxRetries: 0 })
const google = ({ app }: Stage, options: object = {}) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${app.url}/gemini`, apiVersion: 'v1beta' }, ...options })
const portkey = ({ app }: Stage) => new Portkey({ apiKey, baseURL: `${app.url}/v1`, provider: '@openai' })
const viaPortkey = ({ app }: Stage) => {
  const defaultHeaders = createHeaders({ provider: '@openai' })
  return new OpenAI({ apiKey, baseURL: `${app.url}/v1`, defaultHeaders, maxRetries: 0 })
}
const aws = ({ app }: Stage) => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  return new BedrockRuntimeClient({ endpoint: `${app.url}/bedrock`, region: 'us-east-1', credentials, maxAttempts: 1 })
}

const smokes: readonly Smoke[] = [
  ...[
    { says: 'OpenAI', client: openai },
    { says: 'AzureOpenAI', client: azure },
    { says: 'OpenAI with createHeaders', client: viaPortkey },
    { says: 'Portkey', client: portkey as unknown as typeof openai },
  ].map(({ says, client }) => ({
    says,
    plain: async (stage: Stage) =>
      (await client(stage).chat.completions.create({ model: 'gpt-4o', messages })).choices[0]?.message.content,
    streamed: async (stage: Stage) => {
      let text = ''
      for await (const chunk of await client(stage).chat.completions.create({
        model: 'gpt-4o',
        messages,
        stream: true,
      }))
        text += chunk.choices[0]?.delta?.content ?? ''
      return text
    },
  })),
  {
    says: 'OpenAI, responses',
    plain: async (stage) =>
      (await openai(stage).responses.create({ model: 'gpt-4o', input: 'Good morning?' })).output_text,
    streamed: async (stage) => {
      let text = ''
      for await (const event of await openai(stage).responses.create({
        model: 'gpt-4o',
        input: messages,
        stream: true,
      }))
        if (event.type === 'response.output_text.delta') text += event.delta
      return text
    },
  },
  {
    says: 'Anthropic',
    plain: async (stage) => {
      const [block] = (await anthropic(stage).messages.create({ model: 'claude', max_tokens: 9, messages })).content
      return block?.type === 'text' ? block.text : undefined
    },
    streamed: async (stage) =>
      anthropic(stage).messages.stream({ model: 'claude', max_tokens: 9, messages }).finalText(),
  },
  {
    says: 'GoogleGenAI',
    plain: async (stage) =>
      (await google(stage).models.generateContent({ model: 'gemini-2.5-flash', contents: 'Good morning?' })).text,
    streamed: async (stage) => {
      let text = ''
      const ask = { model: 'gemini-2.5-flash', contents: 'Good morning?' }
      for await (const chunk of await google(stage).models.generateContentStream(ask)) text += chunk.text ?? ''
      return text
    },
  },
  ...[
    {
      says: 'openai()',
      model: ({ app }: Stage) => createOpenAI({ baseURL: `${app.url}/openai/v1`, apiKey })('gpt-4o'),
    },
    {
      says: 'openai.chat()',
      model: ({ app }: Stage) => createOpenAI({ baseURL: `${app.url}/openai/v1`, apiKey }).chat('gpt-4o'),
    },
    {
      says: 'anthropic()',
      model: ({ app }: Stage) => createAnthropic({ baseURL: `${app.url}/anthropic/v1`, apiKey })('claude'),
    },
  ].map(({ says, model }) => ({
    says: `ai with ${says}`,
    plain: async (stage: Stage) => (await generateText({ model: model(stage), prompt: 'Good morning?' })).text,
    streamed: async (stage: Stage) => streamText({ model: model(stage), prompt: 'Good morning?' }).text,
  })),
  {
    says: 'BedrockRuntimeClient',
    plain: async (stage) => {
      const client = aws(stage)
      try {
        const ask = {
          modelId: 'anthropic.claude-v1:0',
          messages: [{ role: 'user' as const, content: [{ text: 'Good morning?' }] }],
        }
        return (await client.send(new ConverseCommand(ask))).output?.message?.content?.[0]?.text
      } finally {
        client.destroy()
      }
    },
    streamed: async (stage) => {
      const client = aws(stage)
      try {
        const ask = {
          modelId: 'anthropic.claude-v1:0',
          messages: [{ role: 'user' as const, content: [{ text: 'Good morning?' }] }],
        }
        let text = ''
        for await (const event of (await client.send(new ConverseStreamCommand(ask))).stream ?? [])
          text += event.contentBlockDelta?.delta?.text ?? ''
        return text
      } finally {
        client.destroy()
      }
    },
  },
]

forEachRuntime((_runtime, use) => {
  describe('an upstream of others', () => {
    const mock = new LLMock({ port: 0, chunkSize: 4 })
    mock.on({ userMessage: 'busy' }, { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 529 })
    mock.onMessage(/./, { content: TEXT })
    before(async () => {
      await mock.start()
    })
    const { promises } = use({
      config: () => `
listen: 127.0.0.1:0
providers:
  openai: { url: "${mock.url}/v1" }
  azure: { url: "${mock.url}" }
  anthropic: { url: "${mock.url}" }
  gemini: { url: "${mock.url}" }
  bedrock: { url: "${mock.url}", key: any }
`,
    })
    after(() => mock.stop())

    for (const { says, plain, streamed } of smokes) {
      promises(`${says} asks, plain and streamed`, async (stage) => {
        assert.equal(await plain(stage), TEXT)
        assert.equal(await streamed(stage), TEXT)
      })
    }

    promises('its errors are raised as the classes of each SDK', async (stage) => {
      const chat = await failure(openai(stage).chat.completions.create({ model: 'gpt-4o', messages: busy }))
      assert.ok(chat instanceof OpenAI.InternalServerError)
      assert.equal(chat.status, 529)
      const message = await failure(
        anthropic(stage).messages.create({ model: 'claude', max_tokens: 9, messages: busy }),
      )
      assert.ok(message instanceof Anthropic.InternalServerError)
      assert.equal(message.type, 'overloaded_error')
      const options = { model: 'gemini-2.5-flash', contents: 'Are you busy?' }
      const content = await failure(google(stage).models.generateContent(options))
      assert.ok(content instanceof ApiError)
      assert.equal(content.status, 529)
    })
  })
})
