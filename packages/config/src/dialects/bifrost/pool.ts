import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { Setting } from '../setting.ts'
import { type Held, modelsOf, weightOf } from './hold-keys.ts'
import type { BifrostWork } from './work.ts'

/** A provider's `keys`, where there are several, or one for some models alone; undefined where `key` says it all. */
export function poolOf(work: BifrostWork, { all }: Held): Setting[] | undefined {
  const [one, another] = all
  if (one === undefined || !work.has([...one, 'value'])) return undefined
  if (another === undefined && modelsOf(work, one) === undefined) return undefined
  const names = new Set<string>()
  // Bifrost takes any of them then.
  const noneWeighs = all.every((key) => weightOf(work, key) === 0)
  return all.map((key, i) => {
    const value = {
      key: new Placed(work.value([...key, 'value']) ?? '', [...key, 'value']),
      name: nameOf(work, key, names),
      weight: noneWeighs || weightOf(work, key) === 1 ? undefined : new Placed(weightOf(work, key), [...key, 'weight']),
      models: placedModels(work, key),
    }
    return { path: ['keys', i], value, from: key }
  })
}

function placedModels(work: BifrostWork, key: Path): Placed | undefined {
  const models = modelsOf(work, key)
  return models === undefined ? undefined : new Placed(models, [...key, 'models'])
}

/** As logs may call it: plain, and unlike the others. */
function nameOf(work: BifrostWork, key: Path, names: Set<string>): Placed | undefined {
  const from = ['name', 'id'].map((member) => [...key, member]).find((place) => work.has(place))
  const tidy = String(from === undefined ? '' : work.at(from))
    .replace(/[^\x21-\x7e]+/g, '-')
    .slice(0, 60)
  if (from === undefined || tidy === '') return undefined
  let name = tidy
  for (let i = 2; names.has(name); i++) name = `${tidy}-${i}`
  names.add(name)
  return new Placed(name, from)
}
