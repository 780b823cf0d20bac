import type { Format, RouteType } from './kinds.ts'
import { eachLeaf } from './trees.ts'
import { AS_SENT, type Upstream } from './upstream.ts'

/** What Strait does with a request: a `to` in the making. */
export type Outcome = Readonly<Record<string, unknown>>

export interface Asked {
  readonly type: RouteType
  /** The end of the path that made it this type; `*` for all others. */
  readonly suffix: string
  /** Where the path is another one upstream. */
  readonly rewritten?: string | undefined
  /** What the caller calls the model, or what it is called upstream, where that is known. */
  readonly model?: string | undefined
  /** The model to send in its place. */
  readonly rename?: string | undefined
}

/** A request of this type to this provider: passed as it is, or known to need an adapter. */
export function outcomeOf(upstream: Upstream, { type, suffix, rewritten, model, rename }: Asked): Outcome {
  switch (type) {
    case 'passthrough':
    case 'detect':
    case 'models':
      return passed(upstream, rewritten)
    default: {
      const native = upstream.native(type, suffix, model)
      if (native === undefined) return { adapter: adapterName(type, upstream) }
      const { provider, path, query } = native
      const place = path === upstream.passing && rewritten !== undefined ? rewritten : path
      return { ...to(provider, place), ...(query && { query }), ...(rename && { override: { model: rename } }) }
    }
  }
}

function passed({ provider, passing }: Upstream, rewritten: string | undefined): Outcome {
  return to(provider, rewritten ?? passing)
}

function to(provider: string, path: string): Outcome {
  return { provider, path }
}

/** The whole path is what `*` matches at the root, and needs no word there. */
export function atRoot(outcome: Outcome): Outcome {
  return eachLeaf(outcome, (leaf) => {
    const { path, ...rest } = leaf
    return path === AS_SENT ? rest : leaf
  })
}

function adapterName(format: Format, { word }: Upstream): string {
  return `${format}-to-${word}`
}
