import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { mergeRules } from './header-rules.ts'

type Levels = Parameters<typeof mergeRules>[0]

const table: readonly (readonly [what: string, levels: Levels, dropped: string[], appended: string[]])[] = [
  ['a nearer set replaces a farther one', [{ set: [['X-A', '1']] }, { set: [['x-a', '2']] }], ['x-a'], ['x-a', '2']],
  [
    'a list set replaces all lines',
    [
      { set: [['a', '1']] },
      {
        set: [
          ['a', '2'],
          ['a', '3'],
        ],
      },
    ],
    ['a'],
    ['a', '2', 'a', '3'],
  ],
  [
    'adds of all levels stand beside each other',
    [{ add: [['a', '1']] }, { add: [['a', '2']] }],
    [],
    ['a', '1', 'a', '2'],
  ],
  [
    'a nearer remove takes out what a farther level set and added',
    [{ set: [['a', '1']], add: [['A', '2']] }, { remove: ['a'] }],
    ['a'],
    [],
  ],
  ['a remove and a set on one level: the set stays', [{ remove: ['a'], set: [['a', '1']] }], ['a'], ['a', '1']],
]

test('mergeRules() lets the nearer level decide', () => {
  for (const [what, levels, dropped, appended] of table) {
    const { rules } = mergeRules(levels)
    assert.deepEqual([...(rules?.dropped ?? [])], dropped, what)
    assert.deepEqual(rules?.appended, appended, what)
  }
})

test('mergeRules() costs nothing where no level has rules, and names what is secret', () => {
  assert.equal(mergeRules([undefined, {}]).rules, undefined)
  const { secretNames } = mergeRules([
    {
      set: [
        ['X-Token', new Secret('t', 'env T')],
        ['x-plain', 'p'],
      ],
    },
  ])
  assert.deepEqual([...secretNames], ['x-token'])
})
