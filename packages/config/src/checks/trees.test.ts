import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadForTest } from '../load-for-test.ts'

type Expected = readonly [path: string, message: RegExp, hint: RegExp]

const A = '{ provider: openai }'

/** What a user writes by mistake into `to`, and what he is told. */
const mistakes: Readonly<Record<string, readonly Expected[]>> = {
  '{ strategy: fallback, targets: [] }': [['targets', /there is no target in it/, /add one/]],
  '{ strategy: single, targets: [] }': [['targets', /there is no target in it/, /add one/]],
  [`{ strategy: single, targets: [${A}, ${A}] }`]: [['targets', /single has one target/, /write fallback/]],
  '{ strategy: loadbalance, targets: [{ provider: openai, weight: 0 }] }': [
    ['targets', /all targets have weight 0/, /a weight/],
  ],
  '{ strategy: fallback, targets: [{ provider: openai, weight: 0 }, { provider: openai, weight: 2 }] }': [
    ['targets[0].weight', /weight means nothing to fallback/, /loadbalance/],
    ['targets[1].weight', /weight means nothing to fallback/, /loadbalance/],
  ],
  [`{ strategy: fallback, targets: [{ strategy: loadbalance, weight: 1, targets: [${A}] }] }`]: [
    ['targets[0].weight', /weight means nothing to fallback/, /loadbalance/],
  ],
  '{ strategy: fallback, targets: [{ name: a, provider: openai }, { name: a, provider: openai }] }': [
    ['targets[1].name', /targets\[0\] has this name already/, /unique/],
  ],
  [`{ strategy: fallback, by: weight, sticky: caller, targets: [${A}] }`]: [
    ['by', /by means nothing to fallback/, /loadbalance/],
    ['sticky', /sticky means nothing to fallback/, /loadbalance/],
  ],
  [`{ strategy: single, on: [429], targets: [${A}] }`]: [
    ['on', /on means nothing to single/, /fallback and loadbalance/],
  ],
  [`{ strategy: loadbalance, else: a, targets: [{ name: a, provider: openai }] }`]: [
    ['else', /else means nothing to loadbalance/, /conditional/],
  ],
  '{ strategy: conditional, targets: [{ name: a, provider: openai }] }': [['', /no conditions/, /add when/]],
  '{ strategy: conditional, when: [{ if: { method: GET }, use: premum }], targets: [{ name: premium, provider: openai }] }':
    [
      ['when[0].use', /no target of this name beside it/, /write premium/],
      ['targets[0]', /never asked/, /name it there/],
    ],
  [`{ strategy: conditional, else: a, targets: [{ name: a, provider: openai }, ${A}] }`]: [
    ['targets[1]', /never asked/, /give it a name/],
  ],
  // The name of a target deeper down is none of this group.
  '{ strategy: conditional, else: deep, targets: [{ name: a, strategy: single, targets: [{ name: deep, provider: openai }] }] }':
    [
      ['else', /no target of this name beside it/, /there are a/],
      ['targets[0]', /never asked/, /name it there/],
    ],
}

test('checkTrees() tells what the members of a tree can not mean together', async () => {
  for (const [to, expected] of Object.entries(mistakes)) {
    const loaded = await loadForTest(`routes: [{ path: /a, to: ${to} }]\n`)
    assert.equal(loaded.kind, 'invalid', to)
    if (loaded.kind !== 'invalid') continue
    const { problems } = loaded
    const found = problems.map(({ path }) => path).sort()
    assert.deepEqual(
      found,
      expected.map(([path]) => (path === '' ? 'routes[0].to' : `routes[0].to.${path}`)).sort(),
      to,
    )
    for (const [path, message, hint] of expected) {
      const problem = problems.find((each) => each.path === (path === '' ? 'routes[0].to' : `routes[0].to.${path}`))
      assert.match(problem?.message ?? '', message)
      assert.match(problem?.hint ?? '', hint)
    }
  }
})

test('checkTrees() lets equal names stand at different depths', async () => {
  const to = `{ strategy: fallback, targets: [
    { name: a, strategy: loadbalance, targets: [{ name: a, provider: openai, weight: 0 }, { name: b, provider: openai }] },
    { name: b, provider: openai } ] }`
  assert.equal((await loadForTest(`routes: [{ path: /a, to: ${to} }]\n`)).kind, 'ok')
})
