import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import { conditionOf } from './cel-names.ts'
import type { Model } from './models.ts'
import type { Outcome } from './outcomes.ts'
import type { AgentgatewayWork } from './work.ts'

/** One of the models that a virtual one may become. */
export interface VirtualTarget {
  readonly model: string
  readonly from: Path
  readonly weight?: Placed | undefined
  readonly priority?: number | undefined
  /** Undefined for all others. */
  readonly when?: Outcome | undefined
}

export type Routing =
  | { readonly kind: 'weighted' | 'failover' | 'conditional'; readonly targets: readonly VirtualTarget[] }
  /** It can't be had here: its name answers 501. */
  | { readonly kind: 'none' }

/** A name that callers ask for, and that other models stand behind. */
export interface VirtualModel {
  readonly name: string
  readonly from: Path
  readonly routing: Routing
}

export function readVirtualModels(work: AgentgatewayWork, models: readonly Model[]): VirtualModel[] {
  return work.entries(['llm', 'virtualModels']).flatMap((path) => {
    const name = work.text([...path, 'name'])
    if (name === undefined) {
      work.mistake(path, 'name is missing', 'write the name that callers ask for')
      return []
    }
    if (models.some((model) => model.name === name && !model.isInternal)) {
      work.note(path, 'not used: a model has this name')
      return []
    }
    return [{ name, from: path, routing: readRouting(work, [...path, 'routing'], models) }]
  })
}

function readRouting(work: AgentgatewayWork, path: Path, models: readonly Model[]): Routing {
  const kind = (['weighted', 'failover', 'conditional'] as const).find((each) => work.has([...path, each]))
  if (kind === undefined) {
    work.mistake(path, 'it says nothing of where its requests go', 'write weighted, failover or conditional')
    return { kind: 'none' }
  }
  const entries = work.entries([...path, kind, 'targets'])
  if (entries.length === 0) work.mistake([...path, kind], 'there is no target in it', 'write targets: [{ model: … }]')
  const targets = entries.flatMap((each) => readTarget(work, each, models) ?? [])
  if (kind !== 'conditional') return { kind, targets: targets.filter(({ weight }) => weight?.value !== 0) }
  return readConditions(work, targets)
}

function readTarget(work: AgentgatewayWork, path: Path, models: readonly Model[]): VirtualTarget | undefined {
  const place = [...path, 'model']
  const model = work.text(place)
  if (model === undefined || resolve(models, model) === undefined) {
    work.mistake(model === undefined ? path : place, 'there is no such model', 'name one of llm.models')
    return undefined
  }
  const weight = [...path, 'weight']
  const priority = work.number([...path, 'priority'], 'write 0 for those that come first')
  return {
    model,
    from: path,
    weight: work.has(weight) && work.at(weight) !== 1 ? new Placed(work.value(weight), weight) : undefined,
    priority: priority ?? 0,
  }
}

/** What is known to fail is left out, and what comes behind one that always holds. */
function readConditions(work: AgentgatewayWork, targets: readonly VirtualTarget[]): Routing {
  const kept: VirtualTarget[] = []
  for (const target of targets) {
    const place = [...target.from, 'when']
    const found = work.has(place) ? conditionOf(work.text(place) ?? '') : ({ kind: 'ok', condition: true } as const)
    if (found.kind === 'unsayable') {
      work.note(place, `the virtual model answers 501: ${found.what} can't be asked here`)
      return { kind: 'none' }
    }
    if (found.condition === true) return { kind: 'conditional', targets: [...kept, target] }
    if (found.condition !== false) kept.push({ ...target, when: found.condition })
  }
  return { kind: 'conditional', targets: kept }
}

/** As the names of requests are found: the name itself, else the most specific with a `*`. */
export function resolve(models: readonly Model[], name: string): { model: Model; rest: string } | undefined {
  const found = models
    .flatMap((model) => {
      const rest = restOf(model.name, name)
      return rest === undefined ? [] : [{ model, rest }]
    })
    .sort((a, b) => a.rest.length - b.rest.length)
  return found.find(({ model }) => model.name === name) ?? found[0]
}

function restOf(pattern: string, name: string): string | undefined {
  const at = pattern.indexOf('*')
  if (at < 0) return pattern === name ? name : undefined
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)]
  const fits = name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length
  return fits ? name.slice(before.length, name.length - after.length) : undefined
}
