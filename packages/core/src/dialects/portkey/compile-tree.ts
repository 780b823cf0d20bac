import { GatewayError } from '../../errors.ts'
import type { Admitted, Match } from '../../exchange.ts'
import type { Sender } from '../../plan.ts'
import { guardPlace } from '../../prepare/guard-place.ts'
import { custom } from '../../providers/custom.ts'
import { detect } from '../../providers/detect.ts'
import { override } from '../../send/override.ts'
import type { Place } from '../../send/target.ts'
import type { Branch } from '../../send/tree/branch.ts'
import { buildGroup } from '../../send/tree/build-group.ts'
import { buildLeaf } from '../../send/tree/build-leaf.ts'
import { buildOriginal } from '../../send/tree/original.ts'
import { type Tree, trunk } from '../../send/tree/tree.ts'
import { after } from '../../web/after.ts'
import type { Ask, AskGroup, AskTree } from './ask.ts'
import { cachedAsk } from './cached-ask.ts'
import { type Asking, type CompiledAsk, compileAsk, frameOf } from './compile-ask.ts'
import { type AskedLeaf, compileLeaf, isStored, patienceOf, timeoutsOf } from './compile-leaf.ts'
import { headerOf } from './control-names.ts'
import { behindVersion } from './custom-host.ts'
import { slugInModel } from './model-slug.ts'
import type { PortkeyOptions } from './options.ts'
import { badControl } from './refusals.ts'

/** A config with several targets, whoever wrote it. */
export function compileTree(group: AskGroup, asking: Asking, options: PortkeyOptions): CompiledAsk {
  const grower = new Grower(asking, options)
  const branch = grower.grow(group)
  const { leaves, tree } = grower
  const places = leaves.map(({ target }) => target.place).filter(({ kind }) => kind === 'asked')
  // For what the path is called before anybody is chosen: the first that can be meant.
  const [first] = leaves
  const provider = first?.target.provider ?? custom
  return {
    route: {
      ...frameOf('config', provider),
      send: trunk(tree, places.length === 0 ? branch.send : guarded(places, branch.send)),
    },
    provider,
    option: group.option,
    rest: first?.rest ?? behindVersion,
    last: undefined,
  }
}

/** All of this dialect share a budget for trying again: what requests ask for must not name counters. */
export function treeFor(controls: ReadonlyMap<string, string>, { trees }: PortkeyOptions): Tree {
  return {
    name: 'portkey',
    attempts: isStored(controls) ? Number.POSITIVE_INFINITY : trees.attempts,
    budget: trees.budget,
    replay: trees.replay,
  }
}

class Grower {
  readonly tree: Tree
  readonly leaves: AskedLeaf[] = []
  readonly #asking: Asking
  readonly #options: PortkeyOptions

  constructor(asking: Asking, options: PortkeyOptions) {
    this.#asking = asking
    this.#options = options
    this.tree = treeFor(asking.controls, options)
  }

  grow(tree: AskTree): Branch {
    if (tree.kind === 'ask') return tree.passthrough ? this.#original(tree) : this.#leaf(tree)
    const { option: name, weight, strategy } = tree
    return buildGroup(
      { name, weight, strategy },
      tree.targets.map((target) => this.grow(target)),
      this.tree,
    )
  }

  #leaf(ask: Ask): Branch {
    const leaf = compileLeaf(ask, this.#asking, undefined, this.#options)
    if (leaf === undefined) {
      throw badControl(
        ask.where,
        'it names no provider. Write one into it, or "passthrough": true for that of the request',
      )
    }
    this.leaves.push(leaf)
    // What is known of a target is known of its provider: a request can't make up names for it.
    const target = { ...leaf.target, name: `portkey ${leaf.found.name}`, rest: leaf.rest }
    const branch = buildLeaf(
      { target, weight: ask.weight, manner: leaf.manner, watched: true, sender: leaf.sender, model: leaf.model },
      this.tree,
    )
    return { ...branch, name: ask.option, send: cachedAsk(branch.send, ask, leaf.found, this.#options) }
  }

  #original(ask: Ask): Branch {
    const { policies, option, weight } = ask
    const { controls } = this.#asking
    return buildOriginal(
      {
        ...{ name: option, option, weight, recode: undefined },
        manner: { retry: policies.retry },
        timeouts: (own) => timeoutsOf(own, ask, controls),
        patience: patienceOf(ask, controls),
        edit: policies.override === undefined ? undefined : override(policies.override),
        find: this.#findOriginal(ask),
      },
      this.tree,
    )
  }

  /** By the headers of the request without its config, or by the slug of its model. */
  #findOriginal(through: Ask): (exchange: Admitted) => Match | Promise<Match> {
    const { caller } = this.#asking
    const controls = new Map([...this.#asking.controls].filter(([name]) => name !== 'config'))
    const known = new Map<string | undefined, CompiledAsk | undefined>()
    const askFor = (slug: string | undefined) => {
      if (!known.has(slug) && known.size < MOST_SLUGS)
        known.set(slug, compileAsk({ controls, caller, slug, through }, this.#options))
      return known.get(slug) ?? compileAsk({ controls, caller, slug, through }, this.#options)
    }
    const settle = (exchange: Admitted, ask: CompiledAsk): Match => {
      const { path, arrival } = exchange
      const detected = detect(ask.provider, arrival.method, path)
      return { route: ask.route, rest: ask.rest(path), detected, rule: 'portkey passthrough' }
    }
    const bySlug = (exchange: Admitted, slug: string | undefined): Match => {
      const ask = slug === undefined ? undefined : askFor(slug)
      if (ask === undefined) throw nobody()
      return settle(exchange, ask)
    }
    return (exchange) => {
      const ask = askFor(undefined)
      if (ask !== undefined) return settle(exchange, ask)
      return after(slugInModel(exchange), (slug) => bySlug(exchange, slug))
    }
  }
}

/** Slugs are names of providers, and those are few; a client can make up more. */
const MOST_SLUGS = 64

function nobody(): GatewayError {
  const provider = headerOf('provider')
  return new GatewayError('no_original', {
    detail: `A target of the config passes the request on as it came, and the request itself names no provider. Send ${provider}, or a model like @NAME/model.`,
    shape: 'openai',
  })
}

/** Hosts that the request brought along are looked at before anything is sent anywhere. */
function guarded(places: readonly Place[], send: Sender): Sender {
  return async (exchange, kit) => {
    for (const place of places) await guardPlace(place, kit)
    return send(exchange, kit)
  }
}
