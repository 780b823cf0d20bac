import OpenAI from 'openai'
import { createHeaders, Portkey } from 'portkey-ai'
import type { Stage, StageOptions } from '../suite.ts'
import { KEYS, open } from './sdk-config.ts'

/** The key of the examples: here it opens Strait. */
export const PORTKEY_API_KEY = KEYS.strait

export const portkeyStage: StageOptions = {
  ...open,
  config: ({ url }) => `
listen: 127.0.0.1:0
access: { keys: [{ name: ci, key: "\${STRAIT_KEY}" }] }
egress: { allow: [127.0.0.1] }
providers:
  openai: { url: "${url}/openai/v1", key: "\${HELD_OPENAI}" }
  anthropic: { url: "${url}/anthropic", key: "\${HELD_ANTHROPIC}" }
  passthrough: { url: "${url}/openai/v1" }
configs:
  pc-team: { provider: "@openai", allow: [ci] }
`,
}

/** Where a target stands: in the place of `https://my.vllm.com/v1` of the examples. */
export const customHost = ({ upstream }: Stage): string => `${upstream.url}/openai/v1`

export function portkeyClient(stage: Stage, options: object = {}): Portkey {
  return new Portkey({ apiKey: PORTKEY_API_KEY, baseURL: `${stage.app.url}/v1`, ...options })
}

/** Portkey's client, as the examples make it. */
export function passthroughClient(stage: Stage, options: object = {}): Portkey {
  return portkeyClient(stage, { provider: 'passthrough', customHost: customHost(stage), ...options })
}

/** OpenAI's client with Portkey's headers, as the examples make it. */
export function openaiClient(stage: Stage, config: object = {}, options: object = {}): OpenAI {
  return new OpenAI({
    apiKey: PORTKEY_API_KEY,
    baseURL: `${stage.app.url}/v1`,
    defaultHeaders: createHeaders({ provider: 'passthrough', customHost: customHost(stage), ...config }),
    maxRetries: 0,
    ...options,
  })
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
}

/** An example that streams, to its end. The documents read it as if it were one answer; their types know no `random_key`. */
export async function drain(
  ask: object,
  client: { chat: { completions: { create(body: never): unknown } } },
): Promise<string> {
  const stream = (await client.chat.completions.create({ ...ask, stream: true } as never)) as AsyncIterable<Chunk>
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  return text
}
