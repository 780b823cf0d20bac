import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, arrival, makeTarget } from '../../../test/harness.ts'
import { Secret } from '../../secret.ts'
import { utf8 } from '../../web/bytes.ts'
import { compileHeaderRules } from '../../web/header-rules.ts'
import { DEFAULT_REST } from '../health/rest.ts'
import { buildLeaf } from './build-leaf.ts'
import { admitted, scene, TREE } from './scene-fixture.ts'

test('buildLeaf(): a 401 puts a held key to rest, for a moment only where the caller narrowed what it is asked for', async () => {
  const organization = compileHeaderRules({ set: [['OpenAI-Organization', 'org-ours']] })
  assert.equal(organization.kind, 'ok')
  const rows: [what: string, headers: string[], rules: typeof organization | undefined, rests: number][] = [
    ['nobody', [], undefined, DEFAULT_REST.refused],
    ['the caller', ['OpenAI-Organization', 'org-theirs'], undefined, DEFAULT_REST.first],
    ['the caller', ['openai-project', 'proj_theirs'], undefined, DEFAULT_REST.first],
    ['the config', [], organization, DEFAULT_REST.refused],
    ['the config, over the caller', ['openai-organization', 'org-theirs'], organization, DEFAULT_REST.refused],
  ]
  for (const [what, headers, request, rests] of rows) {
    const kit = scene({}, () => answer('{}', { status: 401 }))
    const credential = { kind: 'key', key: new Secret('sk-held') } as const
    const target = makeTarget(undefined, { credential, request, restsAs: 'openai\nkey' })
    const leaf = buildLeaf({ target, weight: 1, manner: {}, watched: true }, TREE)
    const from = arrival({ headers: ['content-length', '2', ...headers], body: utf8('{}') })
    await leaf.send(admitted(kit, from), kit)
    kit.advance(rests - 1)
    assert.equal(leaf.fit(kit), false, what)
    kit.advance(1)
    assert.equal(leaf.fit(kit), true, what)
  }
})

test('buildLeaf(): a 401 to a token rests for a moment: the next is another token', async () => {
  const kit = scene({}, () => answer('{}', { status: 401 }))
  const refused: unknown[] = []
  const source = { get: () => new Secret('token'), refused: (headers: unknown) => void refused.push(headers) }
  const target = makeTarget(undefined, { credential: { kind: 'token', source }, restsAs: 'openai\nkey' })
  const leaf = buildLeaf({ target, weight: 1, manner: {}, watched: true }, TREE)
  await leaf.send(admitted(kit), kit)
  assert.equal(refused.length, 1)
  assert.equal(leaf.fit(kit), false)
  kit.advance(DEFAULT_REST.first)
  assert.equal(leaf.fit(kit), true)
})
