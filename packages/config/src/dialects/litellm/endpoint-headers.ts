import { mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { addCarrier } from './access.ts'
import type { LitellmWork } from './work.ts'

const PUBLIC = 'LANGFUSE_PUBLIC_KEY'
const SECRET = 'LANGFUSE_SECRET_KEY'
/** Names the header in which callers of this path put their key. Nothing that is sent. */
const CARRIER = 'litellm_user_api_key'

/** What tells how to read the body and which answer is wanted: a body that goes on byte for byte needs it. */
const NEEDED = ['accept', 'accept-encoding', 'content-encoding', 'content-type']

/** Configured headers win over the caller's; without `forward_headers` only what the body needs goes on of those. */
export function translateHeaders(work: LitellmWork, to: Path | undefined, from: Path): void {
  const place = [...from, 'headers']
  const names = Object.keys(mapAt(work.source, place)).filter((name) => work.has([...place, name]))
  const carrier = names.find((name) => name.toLowerCase() === CARRIER)
  const carriedIn = carrier === undefined ? undefined : work.value([...place, carrier])
  if (carrier !== undefined) addCarrier(work, carriedIn, [...place, carrier])
  if (to === undefined) return
  addBasic(work, to, place, names)
  const sent = names.filter((name) => name !== carrier && name !== PUBLIC && name !== SECRET)
  const isOwn = sent.some((name) => name.toLowerCase() === String(carriedIn).toLowerCase())
  const removed = carrier === undefined || isOwn ? undefined : [...place, carrier]
  const keepsAll = work.isOn([...from, 'forward_headers'])
  const rules = [...to, 'headers']
  if (!keepsAll) addOnly(work, rules, from)
  if (removed !== undefined) work.draft.set([...rules, 'request', 'remove'], [carriedIn], removed)
  const set = keepsAll && removed === undefined ? rules : [...rules, 'request', 'set']
  for (const name of sent) work.draft.set([...set, name], work.written([...place, name]), [...place, name])
}

function addOnly(work: LitellmWork, rules: Path, from: Path): void {
  work.draft.set([...rules, 'request', 'only'], NEEDED, [...from, 'forward_headers'])
  const says = `without forward_headers: true, the caller's ${NEEDED.join(', ')} go on all the same: the body goes on as it was sent`
  work.noteOnce('only', from, says)
}

/** The two together are user and password; neither goes out under its own name. */
function addBasic(work: LitellmWork, to: Path, place: Path, names: readonly string[]): void {
  const there = [PUBLIC, SECRET].filter((name) => names.includes(name))
  if (there.length === 0) return
  if (there.length === 1) {
    const missing = there[0] === PUBLIC ? SECRET : PUBLIC
    work.draft.mistake({
      path: [...place, there[0] as string],
      says: `${there[0]} stands without ${missing}`,
      hint: `add ${missing}: the two together make the authorization header`,
    })
    return
  }
  work.draft.set([...to, 'basic', 'user'], work.written([...place, PUBLIC]), [...place, PUBLIC])
  work.draft.set([...to, 'basic', 'password'], work.written([...place, SECRET]), [...place, SECRET])
}
