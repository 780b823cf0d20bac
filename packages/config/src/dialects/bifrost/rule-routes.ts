import { isMap } from '../../schema/shape.ts'
import { OPENAI_PATHS } from '../openai-paths.ts'
import { Placed } from '../placed.ts'
import { type VirtualKey, virtualKeysOf } from './callers.ts'
import { type Node, nodeAt, type Place, treeOf } from './places.ts'
import { conditionOf, type Rule, type RuleTarget, readRules } from './routing-rules.ts'
import type { Context } from './rule-names.ts'
import { sharesOf } from './weights.ts'
import type { BifrostWork } from './work.ts'

/** Bifrost's names of what the paths ask for. */
const KINDS: Readonly<Record<string, string>> = {
  '/v1/chat/completions': 'chat_completion',
  '/v1/completions': 'text_completion',
  '/v1/embeddings': 'embedding',
  '/v1/responses': 'responses',
}

interface Choice {
  readonly condition: Node | Placed
  readonly name: string
  readonly node: Node
}

/** Routing rules, and weights of virtual keys, at Bifrost's own paths: the passthrough ones lead where they say. */
export function addRuleRoutes(work: BifrostWork): void {
  const rules = readRules(work)
  const keys = virtualKeysOf(work)
  const places = OPENAI_PATHS.map(([path, word]): Place => ({ path, word }))
  const isWeighted = places.some((place) => keys.some((key) => sharesOf(work, key, place).length > 0))
  if (rules.length === 0 && !isWeighted) return
  const from = rules.length === 0 ? ['governance', 'virtual_keys'] : ['governance', 'routing_rules']
  for (const place of places) {
    const { draft } = work
    const to = { by_model: entriesAt(work, rules, keys, place) }
    draft.plant(draft.push(['routes'], {}, from), { path: place.path, to }, from)
  }
  work.note(
    from,
    'they hold at /v1/chat/completions, /v1/completions, /v1/embeddings and /v1/responses; other paths lead to the provider that they name',
  )
}

/** A model with its provider in front (`openai/gpt-4o`) goes to it, and under its own name. */
function entriesAt(work: BifrostWork, rules: readonly Rule[], keys: readonly VirtualKey[], place: Place): Node {
  const { draft } = work
  const providers = draft.get(['providers'])
  const kind = KINDS[place.path] as string
  const named = Object.keys(isMap(providers) ? providers : {}).map((provider): [string, Node] => {
    const otherwise = nodeAt(work, place, provider, '{rest}') ?? { adapter: `${place.word}-to-${provider}` }
    return [`${provider}/*`, treeFor(work, rules, { provider, kind, keys }, place, [], otherwise)]
  })
  const shares = keys.flatMap((key) =>
    sharesOf(work, key, place).map(({ condition, node }, i) => ({
      condition,
      node,
      name: `weights of ${key.name} ${i + 1}`,
    })),
  )
  const context = { provider: undefined, kind, keys }
  return Object.fromEntries([...named, ['*', treeFor(work, rules, context, place, shares, { passthrough: true })]])
}

/** The first rule that holds decides, then the weights, then the request itself. */
function treeFor(
  work: BifrostWork,
  rules: readonly Rule[],
  context: Context,
  place: Place,
  shares: readonly Choice[],
  otherwise: Node,
): Node {
  const choices: Choice[] = []
  for (const rule of rules) {
    const condition = conditionOf(work, rule, context)
    if (condition === undefined || condition === false) continue
    const node = ruleNode(work, rule, context, place)
    if (condition === true) return conditional(choices, node)
    choices.push({ condition: new Placed(condition, [...rule.from, 'cel_expression']), name: rule.name, node })
  }
  return conditional([...choices, ...shares], otherwise)
}

function ruleNode(work: BifrostWork, rule: Rule, { provider }: Context, place: Place): Node {
  const nodeOf = ({ from, provider: named, model, weight }: RuleTarget): Node[] => {
    const to = named ?? provider
    const sent = model ?? (provider === undefined ? undefined : '{rest}')
    const share = weight === undefined ? {} : { weight }
    if (to === undefined)
      return [{ passthrough: true, ...(sent === undefined ? {} : { override: { model: sent } }), ...share }]
    const node = nodeAt(work, place, to, sent)
    if (node !== undefined) return [{ ...node, ...share }]
    const isThere = work.draft.get(['providers', to]) !== undefined
    const why = isThere ? `what ${to} takes at ${place.path} is another format` : `there is no provider ${to}`
    work.noteOnce(`target ${String(from.at(-3))} ${to}`, from, `not used: ${why}`)
    return []
  }
  const tree = treeOf(rule.targets.flatMap(nodeOf), rule.fallbacks.flatMap(nodeOf))
  return tree ?? { adapter: `${place.word}-to-${rule.targets[0]?.provider ?? 'other'}` }
}

function conditional(choices: readonly Choice[], otherwise: Node): Node {
  if (choices.length === 0) return otherwise
  const named = choices.map((choice, i) => ({
    ...choice,
    name: `${i + 1}-${choice.name.replace(/[^\x21-\x7e]+/g, '-').slice(0, 60)}`,
  }))
  return {
    strategy: 'conditional',
    when: named.map(({ condition, name }) => ({ if: condition, use: name })),
    else: 'otherwise',
    targets: [...named.map(({ name, node }) => asNamed(node, name)), asNamed(otherwise, 'otherwise')],
  }
}

/** An adapter knows nothing of trees, and stands in one of its own. */
function asNamed(node: Node, name: string): Node {
  return 'adapter' in node ? { name, strategy: 'single', targets: [node] } : { name, ...node }
}
