import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, ok, plain } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

test('model_list becomes providers', async () => {
  const rows: [entries: string[], providers: unknown][] = [
    [['{ model: gpt-4o, api_key: os.environ/OPENAI_API_KEY }'], { openai: { key: '<sk-openai>' } }],
    [['{ model: anthropic/claude-x, api_key: sk-ant-1 }'], { anthropic: { key: '<sk-ant-1>' } }],
    [['{ model: claude-x, api_key: sk-ant-1 }'], { anthropic: { key: '<sk-ant-1>' } }],
    [['{ model: m, custom_llm_provider: groq, api_key: gsk }'], { groq: { key: '<gsk>' } }],
    [['{ model: openai/a, api_key: sk-1 }', '{ model: openai/b, api_key: sk-1 }'], { openai: { key: '<sk-1>' } }],
    [
      ['{ model: openai/a, api_key: sk-1 }', '{ model: openai/b, api_key: sk-2 }'],
      { openai: { key: '<sk-1>' }, 'openai-m1': { type: 'openai', key: '<sk-2>' } },
    ],
    [
      ['{ model: openai/a, api_base: "http://10.0.0.5/v1", api_key: none }'],
      { 'openai-m0': { type: 'openai', url: 'http://10.0.0.5/v1', key: '<none>' } },
    ],
    [
      ['{ model: openai/a, api_key: sk-1 }', '{ model: openai/b, api_key: sk-2, use_in_pass_through: true }'],
      { openai: { key: '<sk-2>' }, 'openai-m0': { type: 'openai', key: '<sk-1>' } },
    ],
    [
      [
        '{ model: azure/d, api_base: "https://a.openai.azure.com", api_key: 0123456789abcdef0123456789abcdef, api_version: "2024-10-21" }',
      ],
      {
        azure: {
          url: 'https://a.openai.azure.com',
          key: '<0123456789abcdef0123456789abcdef>',
          api_version: '2024-10-21',
        },
      },
    ],
    [
      ['{ model: bedrock/m, aws_access_key_id: AK, aws_secret_access_key: SECRET, aws_region_name: us-west-2 }'],
      { bedrock: { region: 'us-west-2', aws: { access_key_id: 'AK', secret_access_key: '<SECRET>' } } },
    ],
    [['{ model: hosted_vllm/m, api_base: "http://10.0.0.6/v1" }'], { vllm: { url: 'http://10.0.0.6/v1' } }],
    [['{ model: cohere_chat/command-r, api_key: c }'], { cohere: { key: '<c>' } }],
    [
      ['{ model: unheard_of/m, api_base: "https://x.test", api_key: c }'],
      { unheard_of: { url: 'https://x.test', key: '<c>' } },
    ],
    [['{ model: unheard_of/m, api_key: c }'], {}],
    [['{ model: nobody-knows }'], {}],
  ]
  for (const [entries, providers] of rows) {
    const list = entries.map((params, i) => `  - { model_name: m${i}, litellm_params: ${params} }\n`)
    assert.deepEqual(
      plain(ok(await loaded(`model_list:\n${list.join('')}`)).config.providers),
      providers,
      entries.join(),
    )
  }
})
