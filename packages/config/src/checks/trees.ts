import { keyRange, valueRange } from '../issues.ts'
import { nearestWord } from '../nearest.ts'
import type { Finding, Path } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { placesOf } from './places.ts'
import { at, listAt, mapAt, textAt } from './view.ts'

/** What the members of trees mean together. */
export function checkTrees(tree: Tree): Finding[] {
  return listAt(tree, ['routes']).flatMap((_, i) => {
    const places = placesOf(tree, ['routes', i, 'to'])
    return places.flatMap((place) => ('targets' in mapAt(tree, place) ? checkGroup(tree, place) : []))
  })
}

function checkGroup(tree: Tree, group: Path): Finding[] {
  const targets = at(tree, [...group, 'targets'])
  if (!Array.isArray(targets)) return []
  const strategy = textAt(tree, [...group, 'strategy'])
  return [
    ...checkCount(tree, group, targets.length, strategy),
    ...checkWeights(tree, group, strategy),
    ...checkNames(tree, group),
    ...checkMembers(tree, group, strategy),
    ...(strategy === 'conditional' ? checkChoices(tree, group) : []),
  ]
}

function checkCount(tree: Tree, group: Path, count: number, strategy: string | undefined): Finding[] {
  const list = [...group, 'targets']
  if (count === 0) return [finding(tree, list, 'there is no target in it', 'add one: { provider: NAME }')]
  if (strategy !== 'single' || count === 1) return []
  return [finding(tree, list, 'single has one target, and here are more', 'write fallback, loadbalance or conditional')]
}

function checkWeights(tree: Tree, group: Path, strategy: string | undefined): Finding[] {
  if (strategy === undefined) return []
  const list = [...group, 'targets']
  if (strategy !== 'loadbalance') {
    const weighed = listAt(tree, list).flatMap((_, i) => ('weight' in mapAt(tree, [...list, i]) ? [i] : []))
    const hint = 'it is for the targets of loadbalance; take it out'
    return weighed.map((i) => finding(tree, [...list, i, 'weight'], `weight means nothing to ${strategy}`, hint))
  }
  const weights = listAt(tree, list).map((_, i) => at(tree, [...list, i, 'weight']) ?? 1)
  if (weights.length === 0 || weights.some((weight) => weight !== 0)) return []
  return [finding(tree, list, 'all targets have weight 0, so none would be asked', 'give one of them a weight')]
}

function checkNames(tree: Tree, group: Path): Finding[] {
  const list = [...group, 'targets']
  const names = listAt(tree, list).map((_, i) => textAt(tree, [...list, i, 'name']))
  return duplicates(names).map(({ index, first }) => ({
    path: [...list, index, 'name'],
    at: valueRange([...list, index, 'name'], tree),
    says: `targets[${first}] has this name already`,
    hint: 'names are unique among targets that stand beside each other',
  }))
}

/** Members that one strategy alone knows. */
const OWNERS: readonly (readonly [member: string, strategies: readonly string[]])[] = [
  ['on', ['fallback', 'loadbalance']],
  ['by', ['loadbalance']],
  ['sticky', ['loadbalance']],
  ['when', ['conditional']],
  ['else', ['conditional']],
]

function checkMembers(tree: Tree, group: Path, strategy: string | undefined): Finding[] {
  if (strategy === undefined) return []
  const there = mapAt(tree, group)
  return OWNERS.filter(([member, strategies]) => member in there && !strategies.includes(strategy)).map(
    ([member, strategies]) =>
      finding(
        tree,
        [...group, member],
        `${member} means nothing to ${strategy}`,
        `it is for ${strategies.join(' and ')}`,
      ),
  )
}

function checkChoices(tree: Tree, group: Path): Finding[] {
  const targets = listAt(tree, [...group, 'targets'])
  const names = targets.flatMap((_, i) => textAt(tree, [...group, 'targets', i, 'name']) ?? [])
  const choices = listAt(tree, [...group, 'when'])
  const uses = [...choices.map((_, i) => [...group, 'when', i, 'use']), [...group, 'else']]
  const missing = uses.flatMap((path) => checkUse(tree, path, names))
  if (choices.length > 0 || textAt(tree, [...group, 'else']) !== undefined) {
    return [...missing, ...checkUnused(tree, group, uses)]
  }
  return [...missing, finding(tree, group, 'conditional has no conditions', 'add when: [{ if: …, use: NAME }]')]
}

function checkUse(tree: Tree, path: Path, names: readonly string[]): Finding[] {
  const use = textAt(tree, path)
  if (use === undefined || names.includes(use)) return []
  const near = nearestWord(use, names)
  const hint =
    near !== undefined
      ? `write ${near}`
      : names.length === 0
        ? 'give the target a name: { name: …, provider: … }'
        : `there are ${names.join(', ')}`
  return [{ path, at: valueRange(path, tree), says: 'there is no target of this name beside it', hint }]
}

/** One that is never asked is a slip: its name may be written otherwise where it should be used. */
function checkUnused(tree: Tree, group: Path, uses: readonly Path[]): Finding[] {
  const used = uses.map((path) => textAt(tree, path))
  const list = [...group, 'targets']
  return listAt(tree, list).flatMap((_, i) => {
    const name = textAt(tree, [...list, i, 'name'])
    if (name !== undefined && used.includes(name)) return []
    const hint = name === undefined ? 'give it a name, and name it there' : 'name it there, or take it out'
    return [finding(tree, [...list, i], 'nothing in when or else names this target, so it is never asked', hint)]
  })
}

function finding(tree: Tree, path: Path, says: string, hint: string): Finding {
  return { path, at: keyRange(path, tree), says, hint }
}
