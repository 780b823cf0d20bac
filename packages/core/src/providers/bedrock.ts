import { signedForBedrock } from './bedrock-head.ts'
import { compatibleOperations } from './compatible.ts'
import type { OperationRule, Provider } from './provider.ts'

/**
 * `invoke` serves every kind of model; the id says which (inference profiles put a region in front: `us.cohere.embed…`).
 * An id is one segment when escaped (`%3A0`, an ARN's `%2F`), several when a client leaves an ARN as it is.
 */
const invocations: readonly OperationRule[] = [
  { operation: 'chat', path: /^\/model\/(?<model>.+)\/converse$/, stream: false },
  { operation: 'chat', path: /^\/model\/(?<model>.+)\/converse-stream$/, stream: true },
  { operation: 'count_tokens', path: /^\/model\/(?<model>.+)\/count-tokens$/, stream: false },
  { operation: 'embeddings', path: invokeOf('[.-]embed'), stream: false },
  { operation: 'rerank', path: invokeOf('[.]rerank'), stream: false },
  { operation: 'image', path: invokeOf('(?:stability[.]|image-generator|nova-canvas)'), stream: false },
  { operation: 'realtime', path: /^\/model\/(?<model>.+)\/invoke-with-bidirectional-stream$/, stream: true },
  { operation: 'chat', path: /^\/model\/(?<model>.+)\/invoke$/, stream: false },
  { operation: 'chat', path: /^\/model\/(?<model>.+)\/invoke-with-response-stream$/, stream: true },
  { operation: 'batches', path: /^\/async-invoke(?:\/|$)/ },
  { operation: 'moderation', path: /^\/guardrail\// },
]

/** https://docs.aws.amazon.com/bedrock/latest/APIReference (Amazon Bedrock Runtime) */
export const bedrock: Provider = {
  name: 'bedrock',
  title: 'Amazon Bedrock',
  region: { url: 'https://bedrock-runtime.{region}.amazonaws.com', suffix: '.amazonaws.com' },
  credential: {
    kind: 'sigv4',
    service: 'bedrock',
    // User guide, "API keys": both kinds of key are bearer tokens; access keys sign.
    attach: (key) => ['authorization', `Bearer ${key}`],
  },
  // The rest of a caller's signature, which was made over another address and another date.
  carriers: {
    headers: ['x-amz-security-token', 'x-amz-date', 'x-amz-content-sha256'],
    query: [
      'X-Amz-Algorithm',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Security-Token',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
    ],
  },
  keyShape: {
    pattern: /^(?:ABSK|bedrock-api-key-)/,
    hint: 'a Bedrock key begins with "ABSK" or "bedrock-api-key-"; an access key pair goes in access_key_id and secret_access_key',
  },
  keyPrefixes: ['ABSK', 'bedrock-api-key-'],
  serves: [{ path: /^\/v1\/(?:chat\/completions|responses|models)(?:\/|$)/, below: '/openai/v1' }],
  errors: 'aws',
  operations: [...invocations, ...compatibleOperations],
  bare: [
    {
      shape: '/model/M/{converse, invoke, ...}',
      path: /^\/model\/.+\/(?:converse|converse-stream|invoke|invoke-with-response-stream|invoke-with-bidirectional-stream|count-tokens)$/,
    },
    { shape: '/async-invoke', path: /^\/async-invoke(?:\/|$)/ },
    { shape: '/guardrail/G/version/V/apply', path: /^\/guardrail\/[^/]+\/version\/[^/]+\/apply$/ },
    { shape: '/* signed for Bedrock (SigV4)', path: /^\//, when: signedForBedrock, weight: 9 },
  ],
  http2Only: /^\/model\/.+\/invoke-with-bidirectional-stream$/,
  telemetryName: 'aws.bedrock',
  requestId: 'x-amzn-requestid',
  setup:
    'Bedrock has no address without a region. Write it in strait.yaml: ' +
    `providers: { bedrock: { region: us-east-1, key: "\${AWS_BEARER_TOKEN_BEDROCK}" } }`,
}

/** The end is looked at first: else a path of many such names would be read to its end once for each of them. */
function invokeOf(name: string): RegExp {
  return new RegExp(`^/model/(?=[^/]*/invoke$)(?<model>[^/]*?${name}[^/]*)/invoke$`)
}
