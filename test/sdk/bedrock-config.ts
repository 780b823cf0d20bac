import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  type ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler'
import type { Stage, StageOptions } from '../suite.ts'
import { open } from './sdk-config.ts'

export const AWS = {
  caller: {
    accessKeyId: 'AKIACALLERSOWN',
    secretAccessKey: 'secret-of-the-caller',
    sessionToken: 'session-of-the-caller',
  },
  held: { accessKeyId: 'AKIAHELDBYSTRAIT', secretAccessKey: 'secret-held-by-strait' },
  bearer: { caller: 'ABSK-caller-own', held: 'ABSK-held-by-strait' },
} as const

const providers = (url: string) => `
listen: 127.0.0.1:0
providers:
  bedrock:
    url: "${url}/bedrock"
    region: eu-central-1
    aws: { access_key_id: ${AWS.held.accessKeyId}, secret_access_key: "\${HELD_AWS}" }
  bedrock-key: { type: bedrock, url: "${url}/bedrock", key: "\${HELD_BEARER}" }
  bedrock-open: { type: bedrock, url: "${url}/bedrock" }
  bedrock-down: { type: bedrock, url: "http://127.0.0.1:1", key: "\${HELD_BEARER}" }
`

export const bedrockStage: StageOptions = {
  ...open,
  config: ({ url }) => providers(url),
  env: { ...open.env, HELD_AWS: AWS.held.secretAccessKey, HELD_BEARER: AWS.bearer.held },
}

export const bedrockLocked: StageOptions = {
  ...bedrockStage,
  config: ({ url }) => `${providers(url)}access: { keys: [{ name: ci, key: "\${STRAIT_KEY}" }] }\n`,
}

/** The client's own default, and what it can be told to use in its place. */
export const HANDLERS = {
  'HTTP/2, the default': undefined,
  'HTTP/2, named': () => new NodeHttp2Handler(),
  'HTTP/1.1': () => new NodeHttpHandler(),
} as const

export type HandlerName = keyof typeof HANDLERS

export interface ClientOptions extends Pick<BedrockRuntimeClientConfig, 'token'> {
  readonly door?: string
  readonly handler?: HandlerName
}

/** Runs `use` with a client, and closes its connections. */
export async function withBedrock<T>(
  { app }: Stage,
  use: (client: BedrockRuntimeClient) => Promise<T>,
  { door = '/bedrock', handler = 'HTTP/1.1', token }: ClientOptions = {},
): Promise<T> {
  const requestHandler = HANDLERS[handler]?.()
  const client = new BedrockRuntimeClient({
    endpoint: `${app.url}${door}`,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: AWS.caller,
    ...(requestHandler === undefined ? {} : { requestHandler }),
    ...(token === undefined ? {} : { token, authSchemePreference: ['httpBearerAuth'] }),
  })
  try {
    return await use(client)
  } finally {
    client.destroy()
  }
}

/** A stream to its end. */
export async function readAll(
  client: BedrockRuntimeClient,
  command: ConverseStreamCommand,
): Promise<ConverseStreamOutput[]> {
  const events: ConverseStreamOutput[] = []
  for await (const event of (await client.send(command)).stream ?? []) events.push(event)
  return events
}
