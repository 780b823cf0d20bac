import { valueRange } from '../issues.ts'
import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { at, listAt } from './view.ts'

/** Every page of the web, with the user's cookies: browsers refuse it, and nobody can mean it. */
export function checkCors(tree: Tree): Finding[] {
  const isOpen = at(tree, ['cors', 'origins']) === '*' || listAt(tree, ['cors', 'origins']).includes('*')
  if (!isOpen || at(tree, ['cors', 'credentials']) !== true) return []
  const path = ['cors', 'credentials']
  return [
    { path, at: valueRange(path, tree), says: 'credentials can\'t go with the origin "*"', hint: 'list the origins' },
  ]
}
