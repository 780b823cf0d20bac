import type { Caller } from '../../exchange.ts'
import type { Route } from '../../plan.ts'
import type { Detected, Provider } from '../../providers/provider.ts'
import type { Target } from '../../send/target.ts'
import { buildLeaf, mayRepeat } from '../../send/tree/build-leaf.ts'
import { trunk } from '../../send/tree/tree.ts'
import type { Ask } from './ask.ts'
import { cachedAsk } from './cached-ask.ts'
import { compileLeaf } from './compile-leaf.ts'
import { compileTree, treeFor } from './compile-tree.ts'
import { mayUse } from './may-use.ts'
import type { PortkeyOptions } from './options.ts'
import { readAsk } from './read-ask.ts'

/** What some control headers come to, worked out once for all requests that bear the same. */
export interface CompiledAsk {
  readonly route: Route
  readonly provider: Provider
  readonly option: string
  rest(path: string): string
  last: PathRead | undefined
}

/** What a path comes to below the target's base. */
export interface PathRead {
  readonly method: string
  readonly path: string
  readonly rest: string
  readonly detected: Detected
}

export interface Asking {
  readonly controls: ReadonlyMap<string, string>
  readonly caller: Caller
  /** From the model's name, where the headers name no provider. */
  readonly slug: string | undefined
  /** The target of a tree that passes it through: whether it is cached is for that to say. */
  readonly through?: Ask | undefined
}

/** undefined where neither headers nor slug name a provider. */
export function compileAsk(asking: Asking, options: PortkeyOptions): CompiledAsk | undefined {
  const { controls, caller, slug, through } = asking
  const findConfig = (id: string) => {
    const stored = options.configs.get(id)
    return stored !== undefined && mayUse(caller, stored) ? stored.value : undefined
  }
  const ask = readAsk(controls, findConfig, options.trees)
  if (ask.kind === 'group') return compileTree(ask, asking, options)
  const leaf = compileLeaf(ask, asking, slug, options)
  if (leaf === undefined) return undefined
  const { found, target, manner, model } = leaf
  const sender =
    through === undefined
      ? leaf.sender
      : (to: Target) => cachedAsk(leaf.sender(to), { ...through, said: ask.said }, found, options)
  const tree = treeFor(controls, options)
  const leafed = buildLeaf({ target, weight: 1, manner, watched: false, sender, model }, tree)
  const send = cachedAsk(leafed.send, ask, found, options)
  return {
    route: {
      ...frameOf(found.name, target.provider),
      leaf: { target, manner, sender, model },
      send: mayRepeat(manner) ? trunk(tree, send) : send,
    },
    provider: target.provider,
    option: ask.option,
    rest: leaf.rest,
    last: undefined,
  }
}

export function frameOf(name: string, provider: Provider): Omit<Route, 'send'> {
  return {
    name: `portkey ${name}`,
    door: 'dialects',
    open: false,
    provider,
    errors: 'openai',
    methods: undefined,
    rules: [],
    taps: [],
  }
}
