import type { HeaderList, IncomingResponse, RequestOptions, Script } from '@strait/testkit'
import { Portkey } from 'portkey-ai'
import type { Stage, Use } from '../suite.ts'
import { type Scene, scene } from './scene.ts'

type Name = 'a' | 'b'

export const KEY = {
  strait: 'strait-key-of-ci',
  a: 'sk-key-of-target-a',
  b: 'sk-key-of-target-b',
  held: 'sk-held-one',
} as const
export const CHAT = '/v1/chat/completions'
export const messages = [{ role: 'user' as const, content: 'Hello!' }]

export interface PortkeyScene extends Scene<Name> {
  /** A target of a config that goes to this upstream with a key of its own. */
  target(name: Name, more?: object): object
  /** A request with this config, in JSON or by its id. */
  asks(config: object | string, more?: HeaderList, options?: RequestOptions): Promise<IncomingResponse>
  client(stage: Stage, options?: object): Portkey
}

export function portkeyScene(
  use: Use,
  more: (urls: Readonly<Record<Name, string>>) => string = () => '',
): PortkeyScene {
  const made = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
access: { keys: [{ name: ci, key: ${KEY.strait} }] }
egress: { allow: [127.0.0.1] }
providers:
  one: { type: openai, url: "${url.a}/one", key: ${KEY.held} }
  two: { type: openai, url: "${url.b}/two" }
${more(url)}`,
  })
  return {
    ...made,
    get config() {
      return made.config
    },
    target: (name, others = {}) => ({
      ...{ provider: 'openai', api_key: KEY[name], custom_host: `${made.at[name].url}/v1` },
      ...others,
    }),
    asks: (config, others = [], options = {}) =>
      made.ask(options.target ?? CHAT, {
        ...options,
        headers: [
          ['content-type', 'application/json'],
          ['x-portkey-api-key', KEY.strait],
          ['x-portkey-config', typeof config === 'string' ? config : JSON.stringify(config)],
          ...others,
        ],
      }),
    client: ({ app }, options = {}) => new Portkey({ apiKey: KEY.strait, baseURL: `${app.url}/v1`, ...options }),
  }
}

/** An answer of OpenAI's shape, whole or as a stream, as it was asked for. */
export function completes(content: string): Script {
  return async (request, reply) => {
    const { stream } = JSON.parse((await request.body).toString()) as { stream?: boolean }
    if (stream !== true) {
      const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }]
      await reply.json(200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices })
      return
    }
    await reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
    for (const letter of content) {
      const choices = [{ index: 0, delta: { content: letter } }]
      await reply.chunk(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices })}\n\n`)
    }
    await reply.chunk('data: [DONE]\n\n')
    reply.end()
  }
}

/** Which part of the config answered, and how often it was tried again. */
export function told(answer: IncomingResponse): readonly (string | undefined)[] {
  return [answer.header('x-portkey-last-used-option-index'), answer.header('x-portkey-retry-attempt-count')]
}
