import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { Placed } from '../placed.ts'
import type { AgentgatewayWork } from './work.ts'

/** Known to Strait without being named. */
const USUAL: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])

interface Unlocked {
  readonly route: Path
  readonly from: Path
}

/** The `apiKey` policies of the file. Their keys become access keys, and hold from now on. */
export class Access {
  readonly #work: AgentgatewayWork
  readonly #policies: Path[] = []
  readonly #unlocked: Unlocked[] = []

  constructor(work: AgentgatewayWork) {
    this.#work = work
  }

  /** Whether one of the policies in force asks for a key. */
  isLocked(policies: readonly Path[]): boolean {
    const asking = policies.map((path) => [...path, 'apiKey']).filter((path) => this.#work.has(path))
    for (const path of asking) if (!this.#policies.some((each) => same(each, path))) this.#policies.push(path)
    return asking.length > 0
  }

  /** A route for which no key is needed, once there are keys at all. */
  leaveOpen(route: Path, from: Path): void {
    this.#unlocked.push({ route, from })
  }

  write(): void {
    const [first, ...others] = this.#policies
    if (first === undefined) return
    const work = this.#work
    for (const path of others) {
      if (same(work.at([...path, 'keys']), work.at([...first, 'keys']))) continue
      work.restrict(path, 'apiKey', 'keys of one policy open what another one locks as well')
    }
    const names = new Set<string>()
    work.draft.set(['access'], { keys: [] }, first)
    for (const path of this.#policies) {
      if (path !== first && same(work.at([...path, 'keys']), work.at([...first, 'keys']))) continue
      for (const key of work.entries([...path, 'keys'])) this.#addKey(key, names)
    }
    for (const path of this.#policies) this.#addCarrier(path)
    for (const { route, from } of this.#unlocked) work.draft.set([...route, 'open'], true, from)
  }

  #addKey(path: Path, names: Set<string>): void {
    const work = this.#work
    const value = isMap(work.at(path)) ? [...path, 'key'] : path
    if (work.at([...path, 'allowedModels']) !== undefined) {
      work.restrict([...path, 'allowedModels'], 'allowedModels', 'this key may ask for every model')
    }
    if (!work.has(value)) {
      work.note(path, 'a key that is given as a hash opens nothing yet: write the key itself')
      return
    }
    const place = work.draft.push(['access', 'keys'], {}, path)
    work.draft.plant(place, { name: this.#nameOf(path, names), key: new Placed(work.value(value), value) }, path)
  }

  #nameOf(path: Path, names: Set<string>): string {
    const work = this.#work
    const said = work.text([...path, 'metadata', 'name']) ?? work.text([...path, 'metadata', 'user'])
    const tidy = said
      ?.replace(/[^\x20-\x7e]+/g, '-')
      .trim()
      .slice(0, 100)
    const wanted = tidy === undefined || tidy === '' || tidy.includes('${') ? `key-${names.size + 1}` : tidy
    let name = wanted
    for (let i = 2; names.has(name); i++) name = `${wanted}-${i}`
    names.add(name)
    return name
  }

  #addCarrier(path: Path): void {
    const work = this.#work
    const mode = work.text([...path, 'mode']) ?? 'optional'
    if (mode !== 'strict') {
      work.note(path, `every request needs a key here; mode ${mode} let those without one pass`)
    }
    const location = [...path, 'location']
    const header = [...location, 'header', 'name']
    const name = work.text(header)?.toLowerCase()
    if (name !== undefined && !USUAL.has(name)) work.draft.push(['access', 'carriers'], name, header)
    else if (name === undefined && work.has(location) && work.at([...location, 'queryParameter', 'name']) !== 'key') {
      work.mistake(
        location,
        'callers send their key in a header, or as ?key=',
        'write location: { header: { name: … } }',
      )
    }
  }
}
