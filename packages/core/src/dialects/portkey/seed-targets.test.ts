import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portkeyStage } from '../../../test/portkey-stage.ts'

const KEY = 'PORTKEY_API_KEY'
const stage = await portkeyStage({ keys: [KEY] })

const CONDITIONAL =
  '{ "strategy": { "mode": "conditional" }, "targets": [ { "name": "openai-target", "provider": "openai", "api_key": "...", "override_params": { "model": "gpt-4o" } }, { "name": "default", "passthrough": true } ] }'

test('the documented config of targets sends what nothing else claims where the request asks for', async () => {
  const told = await stage.ask({
    headers: [
      `x-portkey-api-key: ${KEY}`,
      'x-portkey-provider: openai',
      'authorization: Bearer sk',
      `x-portkey-config: ${CONDITIONAL}`,
    ],
    body: '{"model":"mine"}',
  })
  assert.deepEqual(
    [told.status, told.url, told.body],
    [200, 'https://api.openai.com/v1/chat/completions', '{"model":"mine"}'],
  )
  assert.ok(told.headers.includes('authorization: Bearer sk'))
  assert.equal(told.answer.get('x-portkey-last-used-option-index'), 'config.targets[1]')
})

const passthroughs = [
  '{"passthrough":true}',
  '{"targets":[{"name":"default","passthrough":true}]}',
  '{"strategy":{"mode":"single"},"targets":[{"passthrough":true}]}',
]
for (const config of passthroughs) {
  test(`a passthrough target means the provider of the request: ${config}`, async () => {
    const told = await stage.ask({
      headers: [
        `x-portkey-api-key: ${KEY}`,
        'x-portkey-provider: openai',
        'authorization: Bearer sk',
        `x-portkey-config: ${config}`,
      ],
      body: '{"model":"gpt-5"}',
    })
    assert.equal(told.url, 'https://api.openai.com/v1/chat/completions', told.text)
    assert.deepEqual([told.headers, told.body], [['authorization: Bearer sk'], '{"model":"gpt-5"}'])
    const option = config.includes('targets') ? 'config.targets[0]' : 'config'
    assert.equal(told.answer.get('x-portkey-last-used-option-index'), option)
  })
}
