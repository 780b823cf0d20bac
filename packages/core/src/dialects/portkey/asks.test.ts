import { type Lead, testLeads } from '../../../test/portkey-rows.ts'

const JSON_TYPE = 'content-type: application/json'

const bearer = 'authorization: Bearer theirs'
const rows: readonly Lead[] = [
  // Inline configs
  {
    says: 'a config with a key',
    ask: {
      headers: ['x-portkey-config: {"provider":"openai","api_key":"sk-c"}', 'authorization: Bearer OPENAI_API_KEY'],
    },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: ['authorization: Bearer sk-c'],
  },
  {
    says: 'a config in camel case',
    ask: {
      headers: ['x-portkey-config: {"provider":"anthropic","apiKey":"k","requestTimeout":5}'],
      target: '/v1/messages',
    },
    url: 'https://api.anthropic.com/v1/messages',
    headers: ['x-api-key: k'],
  },
  {
    says: 'a config over the headers',
    ask: { headers: ['x-portkey-config: {"provider":"groq"}', 'x-portkey-provider: openai'] },
    url: 'https://api.groq.com/openai/v1/chat/completions',
  },
  {
    says: 'a config without a provider beside one in the headers',
    ask: { headers: ['x-portkey-config: {"custom_host":"https://h.test/v1"}', 'x-portkey-provider: openai', bearer] },
    url: 'https://h.test/v1/chat/completions',
    headers: [bearer],
  },
  {
    says: 'a config of one target',
    ask: { headers: ['x-portkey-config: {"targets":[{"provider":"openai","api_key":"k"}]}'] },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: ['authorization: Bearer k'],
  },
  {
    says: 'a config of targets in targets',
    ask: { headers: ['x-portkey-config: {"targets":[{"targets":[{"provider":"openai","api_key":"k"}]}]}'] },
    url: 'https://api.openai.com/v1/chat/completions',
  },
  {
    says: 'a config with all that changes nothing here',
    ask: {
      headers: [
        'x-portkey-config: {"name":"n","provider":"openai","strict_open_ai_compliance":false,"forward_headers":["x-a","authorization"],"strategy":{"mode":"single"},"retry":null}',
        'x-a: 1',
        bearer,
      ],
    },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: ['x-a: 1', bearer],
  },
  // Headers of the target
  {
    says: 'headers that have a control',
    ask: {
      headers: [
        'x-portkey-provider: openai',
        'x-portkey-openai-organization: org',
        'x-portkey-openai-project: p',
        'x-portkey-openai-beta: b',
      ],
    },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: ['openai-organization: org', 'openai-project: p', 'openai-beta: b'],
  },
  {
    says: 'one that is sent directly wins',
    ask: {
      target: '/v1/messages',
      headers: [
        'x-portkey-provider: anthropic',
        'x-portkey-anthropic-version: 2023-06-01',
        'x-portkey-anthropic-beta: b',
        'Anthropic-Version: 2026-10-21',
      ],
    },
    url: 'https://api.anthropic.com/v1/messages',
    headers: ['Anthropic-Version: 2026-10-21', 'anthropic-beta: b'],
  },
  // Models
  {
    says: 'a model that names a provider',
    ask: { headers: ['x-portkey-api-key: k', JSON_TYPE], body: '{"model":"@team/org/m","a":1}' },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
    body: '{"model":"org/m","a":1}',
  },
  {
    says: 'a model that names a built-in provider',
    ask: { headers: ['x-portkey-api-key: k', JSON_TYPE], body: '{"model":"@groq/m"}' },
    url: 'https://api.groq.com/openai/v1/chat/completions',
    body: '{"model":"m"}',
  },
  {
    says: 'a slug that nobody bears',
    ask: { headers: ['x-portkey-api-key: k', JSON_TYPE], body: '{"model":"@cf/meta/llama"}' },
    url: 'https://bare.test/v1/chat/completions',
    body: '{"model":"@cf/meta/llama"}',
  },
  {
    says: 'another slug than that of the headers',
    ask: { headers: ['x-portkey-provider: openai', JSON_TYPE], body: '{"model":"@team/m"}' },
    url: 'https://api.openai.com/v1/chat/completions',
    body: '{"model":"@team/m"}',
  },
  {
    says: 'the slug of the headers',
    ask: { headers: ['x-portkey-provider: @team', JSON_TYPE], body: '{"model":"@team/m"}' },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
    body: '{"model":"m"}',
  },
  {
    says: 'a request that does not speak so',
    ask: { headers: [JSON_TYPE], body: '{"model":"@team/m"}' },
    url: 'https://bare.test/v1/chat/completions',
    body: '{"model":"@team/m"}',
  },
  {
    says: 'a path of a provider with headers about the call alone',
    ask: {
      target: '/openai/chat/completions',
      headers: ['x-portkey-trace-id: t', JSON_TYPE],
      body: '{"model":"@team/m"}',
    },
    url: 'https://door.test/chat/completions',
    body: '{"model":"@team/m"}',
  },
]
await testLeads(rows)
