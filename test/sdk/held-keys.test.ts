import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { HeaderList } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { signedBy } from './aws-signature.ts'
import { AWS } from './bedrock-config.ts'
import { KEYS, open } from './sdk-config.ts'

const HELD_VERTEX = 'ya29.held-by-strait'

const config = (url: string) => `
listen: 127.0.0.1:0
providers:
  openai: { url: "${url}", key: "\${HELD_OPENAI}" }
  anthropic: { url: "${url}", key: "\${HELD_ANTHROPIC}" }
  azure: { url: "${url}", key: "\${HELD_AZURE}" }
  gemini: { url: "${url}", key: "\${HELD_GEMINI}" }
  vertex: { url: "${url}", key: "\${HELD_VERTEX}" }
  bedrock:
    url: "${url}"
    region: eu-central-1
    aws: { access_key_id: ${AWS.held.accessKeyId}, secret_access_key: "\${HELD_AWS}" }
  bedrock-key: { type: bedrock, url: "${url}", key: "\${HELD_BEARER}" }
`
const env = { ...open.env, HELD_VERTEX, HELD_AWS: AWS.held.secretAccessKey, HELD_BEARER: AWS.bearer.held }

/** It looks like nobody's, so that no rule but the place where it stands can tell that it is a key. */
const CALLER = 'of-the-caller'

interface Place {
  readonly says: string
  readonly headers?: HeaderList
  readonly query?: string
}

/** Where SDKs and their users put keys, whichever provider they call. */
const places: readonly Place[] = [
  { says: 'authorization, as openai and @anthropic-ai/sdk', headers: [['authorization', `Bearer ${CALLER}`]] },
  { says: 'authorization without a scheme', headers: [['Authorization', CALLER]] },
  { says: 'authorization of another scheme', headers: [['authorization', `Basic ${CALLER}`]] },
  { says: 'x-api-key, as @ai-sdk/anthropic', headers: [['x-api-key', CALLER]] },
  { says: 'api-key, as AzureOpenAI', headers: [['api-key', CALLER]] },
  {
    says: 'both, as AnthropicFoundry',
    headers: [
      ['X-Api-Key', CALLER],
      ['Api-Key', CALLER],
    ],
  },
  { says: 'x-goog-api-key, as @google/genai', headers: [['x-goog-api-key', CALLER]] },
  { says: 'x-portkey-api-key, as portkey-ai', headers: [['x-portkey-api-key', CALLER]] },
  { says: "x-bf-vk, as Bifrost's users", headers: [['x-bf-vk', CALLER]] },
  { says: '?key=, as curl users of Gemini', query: `key=${CALLER}` },
  { says: '?key=, escaped and twice', query: `k%65y=${CALLER}&key=${CALLER}` },
  {
    says: 'everything at once',
    headers: ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-portkey-api-key', 'x-bf-vk'].map(
      (name): [string, string] => [name, name === 'authorization' ? `Bearer ${CALLER}` : CALLER],
    ),
    query: `key=${CALLER}`,
  },
]

const azurePlaces: readonly Place[] = [
  { says: 'ocp-apim-subscription-key', headers: [['Ocp-Apim-Subscription-Key', CALLER]] },
  { says: '?api-key= and ?subscription-key=', query: `api-key=${CALLER}&subscription-key=${CALLER}` },
]
const googlePlaces: readonly Place[] = [
  { says: '?access_token= and ?oauth_token=', query: `access_token=${CALLER}&oauth_token=${CALLER}` },
]
const awsPlaces: readonly Place[] = [
  {
    says: 'a signature, as @aws-sdk and boto3',
    headers: [
      [
        'authorization',
        `AWS4-HMAC-SHA256 Credential=${CALLER}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0`,
      ],
      ['x-amz-security-token', CALLER],
      ['x-amz-date', '20260101T000000Z'],
      ['x-amz-content-sha256', CALLER],
    ],
  },
  {
    says: 'a signature in the query',
    query: `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${CALLER}&X-Amz-Security-Token=${CALLER}&X-Amz-Signature=${CALLER}`,
  },
]

interface Row {
  readonly door: string
  /** How Strait's own travels. */
  readonly held: readonly [name: string, value: string | RegExp]
  readonly more?: readonly Place[]
}

const rows: readonly Row[] = [
  { door: 'openai', held: ['authorization', `Bearer ${KEYS.openai.held}`] },
  { door: 'anthropic', held: ['x-api-key', KEYS.anthropic.held] },
  { door: 'azure', held: ['api-key', KEYS.azure.held], more: azurePlaces },
  { door: 'gemini', held: ['x-goog-api-key', KEYS.gemini.held], more: googlePlaces },
  { door: 'vertex', held: ['authorization', `Bearer ${HELD_VERTEX}`], more: googlePlaces },
  { door: 'bedrock', held: ['authorization', /^AWS4-HMAC-SHA256 Credential=AKIAHELDBYSTRAIT\//], more: awsPlaces },
  { door: 'bedrock-key', held: ['authorization', `Bearer ${AWS.bearer.held}`], more: awsPlaces },
]

forEachRuntime((_runtime, use) => {
  describe('keys that Strait holds', () => {
    const { promises } = use({ config: ({ url }) => config(url), env })

    for (const { door, held, more = [] } of rows) {
      promises(`every place of a key is emptied before the one of ${door} goes in`, async (stage) => {
        for (const { says, headers = [], query } of [...places, ...more]) {
          const { seen } = await stage.exchange({
            method: 'POST',
            target: `/${door}/v1/any?a=1${query === undefined ? '' : `&${query}`}&b=%20+`,
            headers: [...headers, ['x-own', 'stays'], ['content-type', 'application/json']],
            body: '{}',
          })
          const head = seen.rawHead.toString('latin1')
          assert.ok(!head.includes(CALLER), `${says}: the key of the caller went on`)
          assert.equal(seen.target, '/v1/any?a=1&b=%20+', says)
          assert.equal(seen.header('x-own'), 'stays')
          const [name, value] = held
          const found = seen.headerAll(name)
          assert.equal(found.length, 1, says)
          if (typeof value === 'string') assert.equal(found[0], value, says)
          else assert.match(found[0] ?? '', value, says)
          if (door === 'bedrock') signedBy(seen, AWS.held.secretAccessKey)
        }
      })
    }
  })
})
