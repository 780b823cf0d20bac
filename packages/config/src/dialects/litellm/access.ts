import type { Path } from '../../problem.ts'
import type { LitellmWork } from './work.ts'

const MASTER_KEY = ['general_settings', 'master_key']
/** What LiteLLM reads where the file names no key. */
const VARIABLE = 'LITELLM_MASTER_KEY'
/** Known to Strait without being named. */
const USUAL: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])

/** `master_key` locks here as it does there, and so does the variable that stands in for it. */
export function translateAccess(work: LitellmWork): void {
  const { draft, source } = work
  const key = ['access', 'keys', 0]
  if (work.has(MASTER_KEY)) {
    draft.set(key, { name: 'master_key', key: work.value(MASTER_KEY) }, MASTER_KEY)
  } else if (work.has(['environment_variables', VARIABLE])) {
    const from = ['environment_variables', VARIABLE]
    draft.set(key, { name: 'master_key', key: work.value(from) }, from)
  } else if (source.isSet(VARIABLE)) {
    draft.set(key, { name: 'master_key', key: `\${${VARIABLE}}` }, ['general_settings'])
    draft.note(['general_settings'], `${VARIABLE} is set: it is the key that callers need, as it was`)
  }
  if (!isLocked(work)) return
  draft.push(['access', 'carriers'], 'x-litellm-api-key', MASTER_KEY)
  const named = ['general_settings', 'litellm_key_header_name']
  if (work.has(named)) addCarrier(work, work.value(named), named)
}

export function isLocked({ draft }: LitellmWork): boolean {
  return draft.get(['access', 'keys']) !== undefined
}

/** One more header in which callers may put their key. */
export function addCarrier(work: LitellmWork, name: unknown, from: Path): void {
  const { draft } = work
  const carriers = draft.get(['access', 'carriers'])
  const known = Array.isArray(carriers) ? carriers : []
  const lower = String(name).toLowerCase()
  if (USUAL.has(lower) || known.some((each) => String(each).toLowerCase() === lower)) return
  if (isLocked(work)) draft.push(['access', 'carriers'], name, from)
  else
    draft.note(
      from,
      `no key is asked for here; beside keys of its own a strait.yaml names it: access: { carriers: [${lower}] }`,
    )
}
