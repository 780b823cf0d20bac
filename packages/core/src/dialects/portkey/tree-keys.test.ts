import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../../test/harness.ts'
import { HELD, portkeyStage, standard } from '../../../test/portkey-stage.ts'
import { compileStar, type NamedProvider, Secret } from '../../index.ts'

const OPENAI = 'api.openai.com'

test('keys of a provider are chosen by the model that is sent, and rest for all who are sent with them', async () => {
  const held = standard.get('held') as NamedProvider
  const key = (name: string, models: string) => ({
    credential: { kind: 'key', key: new Secret(name, 'test') } as const,
    label: name,
    weight: 1,
    models: [compileStar(models)],
  })
  const pooled = { ...held, manner: { keys: [key('small', 'small-*'), key('big', 'big-*')] } }
  const used: (string | undefined)[] = []
  const stage = await portkeyStage({
    options: { providers: new Map([...standard, ['pool', pooled]]) },
    upstream: ({ headers }) => {
      used.push(headers.find((line) => line.startsWith('Bearer '))?.slice(7))
      return answer('{}')
    },
  })
  const config =
    '{"strategy":{"mode":"fallback"},"targets":[{"override_params":{"model":"@pool/big-1"}},{"provider":"groq"}]}'
  await stage.ask({ headers: [`x-portkey-config: ${config}`], body: '{"model":"small-1"}' })
  await stage.ask({ headers: ['x-portkey-provider: @pool'], body: '{"model":"@pool/small-1"}' })
  assert.deepEqual(used, ['big', 'small'])
})

test('a caller’s bad key of a config rests nothing for others', async () => {
  const asked: string[] = []
  const stage = await portkeyStage({
    upstream: ({ origin, headers }) => {
      asked.push(origin.host)
      return answer('{}', { status: headers.includes('Bearer bad') ? 401 : 200 })
    },
  })
  const config = (key: string) =>
    JSON.stringify({
      strategy: { mode: 'fallback' },
      targets: [{ provider: 'openai', api_key: key }, { provider: 'groq' }],
    })
  for (let i = 0; i < 3; i++) await stage.ask({ headers: [`x-portkey-config: ${config('bad')}`], body: '{}' })
  await stage.ask({ headers: [`x-portkey-config: ${config('good')}`], body: '{}' })
  assert.deepEqual(asked, [OPENAI, OPENAI, OPENAI, OPENAI])
})

test('a stored tree may hold keys and hosts of the operator', async () => {
  const value = {
    strategy: { mode: 'fallback' },
    targets: [
      { provider: '@held' },
      { provider: 'passthrough', custom_host: 'http://10.1.2.3:9000/v1', api_key: HELD },
    ],
  }
  const asked: string[] = []
  const stage = await portkeyStage({
    options: { configs: new Map([['pc-tree', { value, allow: undefined }]]) },
    upstream: ({ origin, headers }) => {
      asked.push(`${origin.hostHeader} ${headers.some((line) => line.includes(HELD))}`)
      return answer('{}', { status: 500 })
    },
  })
  await stage.ask({ headers: ['x-portkey-config: pc-tree'], body: '{}' })
  assert.deepEqual(asked, ['api.openai.com true', '10.1.2.3:9000 true'])
})
