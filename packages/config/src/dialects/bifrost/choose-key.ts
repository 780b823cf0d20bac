import { at, listAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isAll } from './provider-configs.ts'
import type { Work } from './work.ts'

interface Candidate {
  readonly path: Path
  readonly servesAll: boolean
  readonly weight: number
}

/** One key is held here: of those that are on, one that serves every model before others, then the heaviest. */
export function chooseKey(work: Work, provider: Path): Path | undefined {
  const { draft, source } = work
  const keys = [...provider, 'keys']
  const written = at(source, keys)
  if (written !== undefined && written !== null && !Array.isArray(written)) {
    draft.mistake({ path: keys, says: 'it is no list', hint: 'write [{ "value": "env.NAME" }]' })
  }
  const all = listAt(source, keys).map((_, i) => [...keys, i])
  const usable = all.filter((key) => isUsable(work, key)).map((key) => candidateOf(work, key))
  const [chosen] = usable.sort((a, b) => Number(b.servesAll) - Number(a.servesAll) || b.weight - a.weight)
  if (all.length > 0 && chosen === undefined) draft.note(keys, 'not used: none of them is on')
  if (usable.length > 1 && chosen !== undefined) {
    draft.note(
      keys,
      `keys[${chosen.path.at(-1)}] is used for every request; the others, and weights, come with load balancing`,
    )
  }
  return chosen?.path
}

/** Since 1.5 an empty list of models stands for none. A list that is not there may be of a file that is older. */
function isUsable(work: Work, key: Path): boolean {
  const models = at(work.source, [...key, 'models'])
  const servesNone = Array.isArray(models) && models.length === 0 && !work.emptyMeansAll
  return at(work.source, [...key, 'enabled']) !== false && !servesNone
}

function candidateOf(work: Work, path: Path): Candidate {
  const models = at(work.source, [...path, 'models'])
  const weight = at(work.source, [...path, 'weight'])
  return { path, servesAll: isAll(models, true), weight: typeof weight === 'number' ? weight : 1 }
}
