import { valueRange } from '../issues.ts'
import type { Finding, Path } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { at, listAt, textAt } from './view.ts'

/** Two listeners can't share an address or a name. Port 0 is a new one each time. */
export function checkListeners(tree: Tree): Finding[] {
  return [...sameAddresses(tree), ...sameNames(tree)]
}

function sameNames(tree: Tree): Finding[] {
  const names = listAt(tree, ['listen']).map((_, i) => textAt(tree, ['listen', i, 'name']))
  return duplicates(names).map(({ index, first }) => ({
    path: ['listen', index, 'name'],
    at: valueRange(['listen', index, 'name'], tree),
    says: `${tree.called(['listen', first])} has this name already`,
    hint: 'names of listeners are unique: routes go by them',
  }))
}

function sameAddresses(tree: Tree): Finding[] {
  const places = listAt(tree, ['listen']).map(
    (value, i): Path => (typeof value === 'object' ? ['listen', i, 'address'] : ['listen', i]),
  )
  const texts = places.map((path) => {
    const value = at(tree, path)
    const text =
      typeof value === 'number' ? `127.0.0.1:${value}` : typeof value === 'string' ? value.toLowerCase() : undefined
    return text?.endsWith(':0') ? undefined : text
  })
  return duplicates(texts).map(({ index, first }) => ({
    path: places[index] as Path,
    at: valueRange(places[index] as Path, tree),
    says: `${tree.called(['listen', first])} has this address already`,
    hint: 'take one of the two out',
  }))
}
