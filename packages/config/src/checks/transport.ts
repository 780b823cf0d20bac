import { keyRange } from '../issues.ts'
import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { at, mapAt, textAt } from './view.ts'

/** Without sockets nobody shows a certificate, trusts another authority or goes by a proxy. */
export function checkTransport(tree: Tree): Finding[] {
  if (textAt(tree, ['transport']) !== 'fetch') return []
  const own = Object.keys(mapAt(tree, ['providers'])).map((name) => ['providers', name, 'tls'])
  return [...own, ['egress', 'proxy']]
    .filter((path) => at(tree, path) !== undefined)
    .map((path) => ({
      path,
      at: keyRange(path, tree),
      says: `\`transport: fetch\` can't use ${path.at(-1)}: it has no sockets of its own`,
      hint: `take ${path.at(-1)} out, or write transport: wire`,
    }))
}
