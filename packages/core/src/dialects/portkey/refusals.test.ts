import { type Refused, testRefused } from '../../../test/portkey-rows.ts'

const passthrough = 'x-portkey-provider: passthrough'
const azure = 'x-portkey-provider: azure-openai'
const config = (value: unknown) => `x-portkey-config: ${JSON.stringify(value)}`

const rows: readonly Refused[] = [
  { headers: ['x-portkey-provider: nobody'], says: /^x-portkey-provider: there is no such provider/ },
  { headers: ['x-portkey-provider: OpenAI'], says: /^x-portkey-provider: / },
  { headers: ['x-portkey-provider: @nobody'], says: /^x-portkey-provider: there is no provider of this name/ },
  { headers: ['x-portkey-virtual-key: nobody'], says: /^x-portkey-virtual-key: there is no provider of this name/ },
  { headers: ['x-portkey-virtual-key: google'], says: /^x-portkey-virtual-key: / },
  {
    headers: ['x-portkey-provider: openai', 'x-portkey-provider: groq'],
    says: /^x-portkey-provider: it was sent twice/,
  },
  { headers: [passthrough], says: /^x-portkey-custom-host: .*providers\.passthrough\.url/ },
  { headers: ['x-portkey-provider: @passthrough'], says: /^x-portkey-custom-host: / },
  { headers: ['x-portkey-custom-host: https://h.test'], says: /^x-portkey-provider: it is missing/ },
  { headers: ['x-portkey-provider: deepinfra'], says: /^x-portkey-custom-host: the gateway knows no address/ },
  { headers: ['x-portkey-provider: huggingface'], says: /^x-portkey-custom-host: / },
  { headers: [azure], says: /^x-portkey-azure-resource-name: it is missing/ },
  { headers: ['x-portkey-provider: bedrock'], says: /^x-portkey-aws-region: it is missing/ },
  { headers: ['x-portkey-config: {broken'], says: /^x-portkey-config: it is no JSON/ },
  { headers: ['x-portkey-config: pc-nobody'], says: /^x-portkey-config: there is no config of this id/ },
  { headers: ['x-portkey-config: my-config'], says: /^x-portkey-config: write a JSON object, or the id/ },
  { headers: ['x-portkey-config: [1]'], says: /^x-portkey-config: / },
  { headers: [config({})], says: /^x-portkey-provider: it is missing/ },
  { headers: [config({ api_key: 'k' })], says: /^x-portkey-provider: it is missing/ },
  { headers: [config({ provider: 'nobody' })], says: /^x-portkey-config: provider: there is no such provider/ },
  { headers: [config({ provider: 'openai', api_key: 'a\r\nx: 1' })], says: /api_key: it holds characters/ },
  { headers: [config({ provider: 'openai', api_key: 'a\u0000' })], says: /api_key: it holds characters/ },
  { headers: ['x-portkey-config: {"provider":"openai","api_key":"k\\u20ac"}'], says: /api_key: it holds characters/ },
  { headers: [config({ provider: 'openai', openai_project: 'a\r\nb' })], says: /openai_project: it holds characters/ },
  {
    headers: ['x-portkey-provider: openai', 'x-portkey-request-timeout: soon'],
    says: /^x-portkey-request-timeout: write whole milliseconds/,
  },
  { headers: ['x-portkey-provider: openai', 'x-portkey-request-timeout: 0'], says: /^x-portkey-request-timeout: / },
  { headers: ['x-portkey-provider: openai', 'x-portkey-request-timeout: 1e3'], says: /^x-portkey-request-timeout: / },
  {
    headers: ['x-portkey-provider: openai', 'x-portkey-forward-headers: x-a, x-portkey-api-key'],
    says: /^x-portkey-forward-headers: /,
  },
  { headers: ['x-portkey-provider: openai', 'x-portkey-forward-headers: a b'], says: /^x-portkey-forward-headers: / },
  {
    headers: ['x-portkey-provider: openai', 'x-portkey-default-input-guardrails: [{"default.contains":{}}]'],
    status: 501,
    code: 'config_unsupported',
    says: /^x-portkey-default-input-guardrails is not built/,
  },
  {
    headers: ['x-portkey-guardrails: g'],
    status: 501,
    code: 'config_unsupported',
    says: /^x-portkey-guardrails is not built/,
  },
  {
    headers: ['x-portkey-provider: openai', 'x-portkey-mistral-fim-completion: true'],
    status: 501,
    code: 'config_unsupported',
    says: /mistral-fim-completion/,
  },
]
await testRefused(rows)
