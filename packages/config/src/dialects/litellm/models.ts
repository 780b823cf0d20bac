import { at, mapAt } from '../../checks/view.ts'
import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { providerSettings, READ_PARAMS } from './model-params.ts'
import { type Named, providerOf } from './provider-names.ts'
import { judgeSetting } from './settings.ts'
import type { LitellmWork } from './work.ts'

const MODELS = ['model_list']

/** Entries that name the same provider, address and key are one provider here: models need no list. */
export function translateModels(work: LitellmWork): void {
  const list = at(work.source, MODELS)
  if (list === undefined || list === null) return
  if (!Array.isArray(list)) {
    work.mistake(MODELS, 'it is no list', 'write - model_name: …, and litellm_params below it')
    return
  }
  const order = list.map((_, i) => i).sort((a, b) => weight(work, b) - weight(work, a) || a - b)
  for (const i of order) translateModel(work, [...MODELS, i])
}

/** The one that LiteLLM lends to its provider routes has the provider's own door here. */
function weight(work: LitellmWork, i: number): number {
  const params = [...MODELS, i, 'litellm_params']
  return work.isOn([...params, 'use_in_pass_through']) ? 2 : work.has([...params, 'api_base']) ? 0 : 1
}

function translateModel(work: LitellmWork, from: Path): void {
  const params = [...from, 'litellm_params']
  const written = work.value([...params, 'model'])
  if (typeof written !== 'string' || written === '') {
    work.draft.mistake({
      path: from,
      says: 'litellm_params.model is missing',
      hint: 'write litellm_params: { model: PROVIDER/MODEL }',
    })
    return
  }
  const custom = work.value([...params, 'custom_llm_provider'])
  const named = providerOf(written, typeof custom === 'string' ? custom : undefined)
  for (const name of Object.keys(mapAt(work.source, params))) {
    if (!READ_PARAMS.has(name)) judgeSetting(work, [...params, name])
  }
  noteAlias(work, from, named?.model ?? written)
  const provider = named === undefined ? undefined : addProvider(work, named, from)
  const name = work.text([...from, 'model_name'])
  if (named?.type !== undefined && provider !== undefined && name !== undefined)
    work.deployments.push({ from, name, provider, type: named.type, model: named.model })
  if (named === undefined) work.draft.note([...params, 'model'], 'no provider is made of it: its name tells none')
}

function noteAlias(work: LitellmWork, from: Path, model: string): void {
  const place = [...from, 'model_name']
  const alias = at(work.source, place)
  if (typeof alias !== 'string' || alias === model || alias.includes('*')) return
  work.aliases.push({ path: place, says: `model names are not rewritten: callers send ${model}` })
}

function addProvider(work: LitellmWork, { type, word }: Named, from: Path): string | undefined {
  const { draft } = work
  const params = [...from, 'litellm_params']
  if (type === undefined && !work.has([...params, 'api_base']) && !word.startsWith('assemblyai')) {
    draft.note(
      [...params, 'model'],
      `no provider is made of it: ${word} is none of the built-in ones, and api_base is missing`,
    )
    return undefined
  }
  const settings = providerSettings(work, params, type, word)
  const plain = Object.fromEntries(settings.map(({ path, value }) => [path.join('.'), value]))
  const there = mapAt({ value: draft.get([]) }, ['providers'])
  const known = Object.keys(there).find((name) => sameSettings(there[name], name, plain, type ?? 'custom'))
  if (known !== undefined) return known
  const name = nameFor(work, from, { type, word }, there)
  draft.set(['providers', name], {}, from)
  if (type !== undefined && name !== type) draft.set(['providers', name, 'type'], type, [...params, 'model'])
  for (const { path, value, from: place } of settings) draft.set(['providers', name, ...path], value, place)
  if (name !== (type ?? word))
    draft.note(from, `its door is /${name}/...: /${type ?? word}/... has another address or key`)
  return name
}

function sameSettings(there: unknown, name: string, plain: Readonly<Record<string, unknown>>, type: string): boolean {
  const { type: written, ...others } = isMap(there) ? there : {}
  const theirs = typeof written === 'string' ? written : name
  return theirs === type && same(flat(others), plain)
}

function flat(value: unknown, path: readonly string[] = []): Record<string, unknown> {
  if (!isMap(value)) return { [path.join('.')]: value }
  return Object.assign({}, ...Object.entries(value).map(([name, each]) => flat(each, [...path, name])))
}

/** The provider's own name for the first that keeps its address; another address is never taken for it in silence. */
function nameFor(
  work: LitellmWork,
  from: Path,
  { type, word }: Pick<Named, 'type' | 'word'>,
  there: Readonly<Record<string, unknown>>,
): string {
  const params = [...from, 'litellm_params']
  const usual = type ?? word
  const isLent = work.isOn([...params, 'use_in_pass_through'])
  const isElsewhere = work.has([...params, 'api_base']) && type !== undefined && !OWN_ADDRESS.has(type)
  if ((isLent || !isElsewhere) && !Object.hasOwn(there, usual)) return usual
  const alias = String(at(work.source, [...from, 'model_name']) ?? 'model').replace(/[^A-Za-z0-9._~-]+/g, '-')
  const wanted = `${usual}-${alias}`
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`
    if (!Object.hasOwn(there, name)) return name
  }
}

/** Providers that have no address until one is written. */
const OWN_ADDRESS: ReadonlySet<string> = new Set(['azure', 'vllm', 'custom'])
