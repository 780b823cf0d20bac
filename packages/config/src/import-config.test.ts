import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADAPTER, ASSISTANTS, BRIA, JWT, RERANK } from './dialects/litellm/seed-fixture.ts'
import { filesAs, ok, plain } from './dialects/loaded-fixture.ts'
import { type Imported, importConfig } from './import-config.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

async function imported(text: string, accept: readonly string[] = []): Promise<Imported> {
  return await importConfig('litellm', {
    text,
    source: '/etc/litellm.yaml',
    acceptUnenforced: accept,
    env: () => undefined,
    readFile: () => assert.fail('nothing is read'),
  })
}

function textOf(result: Imported): string {
  return result.kind === 'ok' ? result.text : assert.fail(result.problems.map(({ message }) => message).join('\n'))
}

test('importConfig() writes a file that means the same', async () => {
  for (const text of [RERANK, ADAPTER, BRIA, ASSISTANTS]) {
    const again = ok(await loaded(textOf(await imported(text)), { source: '/etc/strait.yaml' }))
    assert.deepEqual(again.foreign, [])
    assert.deepEqual(plain(again.config), plain(ok(await loaded(text)).config))
  }
})

test('importConfig() keeps references, and says what differs where it stands', async () => {
  const text = textOf(await imported(ADAPTER))
  assert.match(text, /^# LiteLLM's config, from litellm\.yaml\./)
  assert.match(text, /key: \$\{OPENAI_API_KEY\}/)
  assert.match(text, / {2}# line 3, .*model names are not rewritten: callers send gpt-3\.5-turbo\n {2}openai:\n/)
  assert.match(text, / {2}# line 12, .*answers 501.*\n {2}- path: \/v1\/messages\n/)
  assert.match(textOf(await imported(RERANK)), /Authorization: bearer \$\{COHERE_API_KEY\}/)
})

test('importConfig() keeps a lock that does not hold from being lost', async () => {
  const refused = await imported(JWT)
  assert.equal(refused.kind, 'invalid')
  assert.equal(refused.kind === 'invalid' && refused.problems.length, 2)
  assert.match(
    textOf(await imported(JWT, ['enable_jwt_auth', 'litellm_jwtauth'])),
    /# line 3, .*enable_jwt_auth is NOT enforced/,
  )
})

test('importConfig() tells mistakes at their place', async () => {
  const broken = await imported('general_settings: [')
  assert.equal(broken.kind === 'invalid' && broken.problems[0]?.line, 1)
  const wrong = await imported(RERANK.replace('https:', 'htps:'))
  assert.deepEqual(wrong.kind === 'invalid' && wrong.problems.map(({ line, path }) => `${line} ${path}`), [
    '6 general_settings.pass_through_endpoints[0].target',
  ])
})
