import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { checkAccess } from './access.ts'
import { checkCors } from './cors.ts'
import { checkListeners } from './listeners.ts'
import { checkProviders } from './providers.ts'
import { checkRoutes } from './routes.ts'
import { checkTransport } from './transport.ts'
import { checkTrees } from './trees.ts'

/** What no single member can tell: how the parts of the file fit together. */
export function checkTogether(tree: Tree): Finding[] {
  const checks = [checkListeners, checkProviders, checkRoutes, checkTrees, checkAccess, checkCors, checkTransport]
  return checks.flatMap((check) => check(tree))
}
