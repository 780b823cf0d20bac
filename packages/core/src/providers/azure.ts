import { fromAzure } from './azure-head.ts'
import { compatibleOperations } from './compatible.ts'
import type { OperationRule, Provider } from './provider.ts'

/** A deployment stands for a model: its name is what the customer chose. */
const deployments: readonly OperationRule[] = [
  { operation: 'chat', path: onDeployment('(?:extensions/)?chat/completions$') },
  { operation: 'text_completion', path: onDeployment('completions$') },
  { operation: 'embeddings', path: onDeployment('embeddings$') },
  { operation: 'audio', path: onDeployment('audio/') },
  { operation: 'image', path: onDeployment('images/') },
]

/** https://learn.microsoft.com/azure/ai-foundry/openai/reference */
export const azure: Provider = {
  name: 'azure',
  title: 'Azure OpenAI',
  credential: {
    kind: 'header',
    // Microsoft Entra tokens are JWTs. Claude in Foundry takes `api-key` just as well as `x-api-key`.
    attach: (key) => (key.startsWith('ey') ? ['authorization', `Bearer ${key}`] : ['api-key', key]),
  },
  // Azure API Management and the older Cognitive Services name the key differently; realtime takes it in the query.
  carriers: { headers: ['ocp-apim-subscription-key'], query: ['subscription-key'] },
  keyShape: {
    pattern: /^(?:[0-9a-f]{32}|[0-9A-Za-z]{84}|ey[\w-]+\.[\w-]+\.[\w-]+)$/,
    hint: 'an Azure key has 32 or 84 letters and digits; a Microsoft Entra token begins with "ey"',
  },
  tokens: 'entra',
  errors: 'openai',
  operations: [...deployments, ...compatibleOperations],
  bare: [
    { shape: '/openai/deployments/*', path: /^\/openai\/deployments(?:\/|$)/, weight: 6 },
    { shape: '/openai/* with api-key or ?api-version', path: /^\/openai\//, when: fromAzure, weight: 5 },
  ],
  configQuery: { api_version: 'api-version' },
  // The v1 API and Claude have no dated versions: a date there is an error.
  configQueryExcept: /^\/(?:openai\/v1|anthropic)(?:\/|$)/,
  deploymentInPath: /\/deployments\/([^/]+)/,
  telemetryName: 'azure.ai.openai',
  requestId: 'x-request-id',
  rateLimits: [
    'x-ratelimit-limit-requests',
    'x-ratelimit-limit-tokens',
    'x-ratelimit-remaining-requests',
    'x-ratelimit-remaining-tokens',
  ],
  setup:
    'Every Azure resource has an address of its own. Write it in strait.yaml: ' +
    `providers: { azure: { url: "https://NAME.openai.azure.com", key: "\${AZURE_KEY}", api_version: 2024-10-21 } }`,
}

function onDeployment(rest: string): RegExp {
  return new RegExp(`/deployments/(?<model>[^/]+)/${rest}`)
}
