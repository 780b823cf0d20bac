import { keyRange, valueRange } from '../issues.ts'
import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { at, listAt, textAt } from './view.ts'

/** Keys tell callers apart, so neither a name nor a key may stand twice. */
export function checkAccess(tree: Tree): Finding[] {
  const path = ['access', 'keys']
  const keys = listAt(tree, path)
  const none: Finding[] =
    Array.isArray(at(tree, path)) && keys.length === 0
      ? [
          {
            path,
            at: keyRange(path, tree),
            says: 'the list is empty, so nobody could call',
            hint: 'add { name: ci, key: "${STRAIT_KEY}" }, or take access out',
          },
        ]
      : []
  return [...none, ...same(tree, keys.length, 'name', 'names'), ...same(tree, keys.length, 'key', 'keys')]
}

function same(tree: Tree, count: number, member: 'name' | 'key', plural: string): Finding[] {
  const values = Array.from({ length: count }, (_, i) => textAt(tree, ['access', 'keys', i, member]))
  return duplicates(values).map(({ index, first }) => {
    const path = ['access', 'keys', index, member]
    return {
      path,
      at: valueRange(path, tree),
      says: `access.keys[${first}] has this ${member} already`,
      hint: `${plural} are unique, so that callers can be told apart`,
    }
  })
}
