import { valueRange } from '../issues.ts'
import type { Finding, Path } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { at, listAt } from './view.ts'

/** Two listeners can't share an address. Port 0 is a new one each time. */
export function checkListeners(tree: Tree): Finding[] {
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
    says: `listen[${first}] has this address already`,
    hint: 'take one of the two out',
  }))
}
