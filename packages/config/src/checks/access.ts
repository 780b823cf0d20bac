import { keyRange, valueRange } from '../issues.ts'
import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { at, listAt, mapAt, textAt } from './view.ts'

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
  return [
    ...none,
    ...same(tree, keys.length, 'name', 'names'),
    ...same(tree, keys.length, 'key', 'keys'),
    ...checkAllow(tree, 'providers'),
    ...checkAllow(tree, 'configs'),
  ]
}

function same(tree: Tree, count: number, member: 'name' | 'key', plural: string): Finding[] {
  const values = Array.from({ length: count }, (_, i) => textAt(tree, ['access', 'keys', i, member]))
  return duplicates(values).map(({ index, first }) => {
    const path = ['access', 'keys', index, member]
    return {
      path,
      at: valueRange(path, tree),
      says: `${tree.called(['access', 'keys', first])} has this ${member} already`,
      hint: `${plural} are unique, so that callers can be told apart`,
    }
  })
}

/** A lock that names nobody there is would lock out everyone, or nobody could tell whom. */
function checkAllow(tree: Tree, section: 'providers' | 'configs'): Finding[] {
  const names = new Set(listAt(tree, ['access', 'keys']).map((_, i) => textAt(tree, ['access', 'keys', i, 'name'])))
  return Object.keys(mapAt(tree, [section])).flatMap((entry) => {
    const path = [section, entry, 'allow']
    const list = Array.isArray(at(tree, path)) ? listAt(tree, path).map((_, i) => [...path, i]) : [path]
    return list.flatMap((place) => {
      const name = textAt(tree, place)
      if (name === undefined || names.has(name)) return []
      const says = 'no key of access.keys has this name'
      return [{ path: place, at: valueRange(place, tree), says, hint: 'write the name of one, or add it there' }]
    })
  })
}
