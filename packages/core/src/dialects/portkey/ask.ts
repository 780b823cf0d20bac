import type { Strategy } from '../../send/tree/build-group.ts'
import type { Retry } from '../../send/tree/retry.ts'

/** One thing that was asked for. */
export interface Said {
  readonly text: string
  /** How to call it in a refusal. */
  readonly where: string
  /** The operator's own word is trusted: his hosts, and his credentials, which must not go to others. */
  readonly by: 'request' | 'operator'
}

/** What a request asks for, from its headers and its config: plain words, nothing of them looked up yet. */
export interface Ask {
  readonly kind: 'ask'
  /** By key of the config, in snake case. */
  readonly said: ReadonlyMap<string, Said>
  /** ms; 0 where the config says nothing. */
  readonly patience: number
  /** Which part of the config this is, as a JSON path. */
  readonly option: string
  /** For its share among others. */
  readonly weight: number
  /** It takes provider, host and key from the request itself. */
  readonly passthrough: boolean
  readonly policies: AskPolicies
  /** How to call it in a refusal. */
  readonly where: string
}

/** How it is asked for; handed down from above unless it says so itself. */
export interface AskPolicies {
  readonly override?: Readonly<Record<string, unknown>> | undefined
  readonly retry?: Retry | undefined
  readonly cache?: AskedCache | undefined
}

export interface AskedCache {
  /** ms; undefined: as long as the gateway says. */
  readonly maxAge: number | undefined
}

/** Several of them, and how one is chosen. */
export interface AskGroup {
  readonly kind: 'group'
  readonly option: string
  readonly weight: number
  readonly strategy: Strategy
  readonly targets: readonly AskTree[]
}

export type AskTree = Ask | AskGroup

/** All that is asked for one by one. */
export function asksOf(tree: AskTree): readonly Ask[] {
  return tree.kind === 'ask' ? [tree] : tree.targets.flatMap(asksOf)
}
