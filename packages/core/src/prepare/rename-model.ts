import { MODEL_PAIRS } from '../providers/query-model.ts'
import { percentDecoded } from '../web/percent.ts'

/** The query with another name for the model, where there is one; every other byte as it was. */
export function renameModel(query: string, nameFor: (model: string) => string | undefined): string {
  if (query.length <= 1) return query
  const pairs = query.slice(1).split('&')
  return `?${pairs.map((pair) => renamed(pair, nameFor)).join('&')}`
}

function renamed(pair: string, nameFor: (model: string) => string | undefined): string {
  const equals = pair.indexOf('=')
  const name = percentDecoded(pair.slice(0, Math.max(0, equals)))
  if (!MODEL_PAIRS.some((each) => each === name)) return pair
  const other = nameFor(percentDecoded(pair.slice(equals + 1)))
  return other === undefined ? pair : `${pair.slice(0, equals + 1)}${encodeURIComponent(other)}`
}
