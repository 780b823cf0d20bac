import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portkeyStage } from '../../../test/portkey-stage.ts'

const config = (value: unknown) => `x-portkey-config: ${JSON.stringify(value)}`

test('portkeyDoor() lets none but the named callers use a provider or a config, and tells nobody else of them', async () => {
  const locked = await portkeyStage({ keys: ['ci', 'web'] })
  const ask = async (key: string, ...headers: string[]) => {
    const told = await locked.ask({ headers: [`x-portkey-api-key: ${key}`, ...headers], body: '{}' })
    return [told.status, told.url, told.text.replace(/"request_id":"[^"]*"/, '')]
  }
  const pairs = [
    ['x-portkey-provider: @locked', 'x-portkey-provider: @absent'],
    ['x-portkey-provider: locked', 'x-portkey-provider: absent'],
    ['x-portkey-virtual-key: locked', 'x-portkey-virtual-key: absent'],
    ['x-portkey-config: pc-ci', 'x-portkey-config: pc-absent'],
    [config({ provider: '@locked' }), config({ provider: '@absent' })],
  ] as const
  for (const [there, absent] of pairs) {
    assert.deepEqual(await ask('web', there), await ask('web', absent), there)
    assert.equal((await ask('web', there))[0], 400)
    assert.equal((await ask('ci', there))[0], 200, there)
    // What one caller may is not remembered for another.
    assert.equal((await ask('web', there))[0], 400)
  }
})

test('portkeyDoor() takes a slug that the caller may not use for one that nobody bears', async () => {
  const locked = await portkeyStage({ keys: ['ci', 'web'] })
  const ask = (key: string) =>
    locked.ask({
      headers: [`x-portkey-api-key: ${key}`, 'content-type: application/json'],
      body: '{"model":"@locked/m"}',
    })
  assert.deepEqual(
    [(await ask('web')).url, (await ask('web')).body],
    ['https://bare.test/v1/chat/completions', '{"model":"@locked/m"}'],
  )
  assert.deepEqual(
    [(await ask('ci')).url, (await ask('ci')).body],
    ['https://api.openai.com/v1/chat/completions', '{"model":"m"}'],
  )
})

test('portkeyDoor() reads nothing for who shows no valid key', async () => {
  const locked = await portkeyStage({ keys: ['ci'] })
  for (const headers of [['x-portkey-provider: nobody'], ['x-portkey-config: {broken'], ['x-portkey-config: pc-ci']]) {
    const missing = await locked.ask({ headers })
    assert.deepEqual([missing.status, missing.code], [401, 'key_missing'])
    assert.equal(JSON.parse(missing.text).error.type, 'authentication_error')
    const invalid = await locked.ask({ headers: [...headers, 'x-portkey-api-key: nobody'] })
    assert.deepEqual([invalid.status, invalid.code], [401, 'key_invalid'])
  }
})
