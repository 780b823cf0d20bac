import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import type { DialectSource } from '../dialect.ts'
import { Draft } from '../draft.ts'
import { withReferences } from './references.ts'

/** A file on its way: where it is read, and what has become of it so far. */
export class Work {
  readonly source: DialectSource
  readonly draft = new Draft()
  /** Settings that were told once already. */
  readonly #told = new Set<string>()

  constructor(source: DialectSource) {
    this.source = source
  }

  /** The value as Strait would write it: texts with `${NAME}` for `os.environ/NAME`, all else as it is. */
  value(path: Path): unknown {
    const value = at(this.source, path)
    if (typeof value !== 'string') return value
    const referred = withReferences(value, (name) => this.#defined(name))
    if (referred.kind === 'ok') return referred.text
    this.draft.mistake({ path, says: referred.says, hint: referred.hint })
    return ''
  }

  /** Numbers and switches where a header or parameter wants a text. */
  text(path: Path): unknown {
    const value = this.value(path)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  }

  /** Whether the value is there and says something. */
  has(path: Path): boolean {
    const value = at(this.source, path)
    return value !== undefined && value !== null && value !== ''
  }

  /** YAML has switches as true and false; some write them in quotes. */
  isOn(path: Path): boolean {
    const value = at(this.source, path)
    return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true')
  }

  isOff(path: Path): boolean {
    const value = at(this.source, path)
    return value === false || (typeof value === 'string' && value.trim().toLowerCase() === 'false')
  }

  /** Copies a value with its place, where there is one. */
  copy(from: Path, to: Path): void {
    if (this.has(from)) this.draft.set(to, this.value(from), from)
  }

  /** A note that stands once for all places of its kind. */
  noteOnce(kind: string, path: Path, says: string): void {
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    this.draft.note(path, says)
  }

  #defined(name: string): string | undefined {
    const value = mapAt(this.source, ['environment_variables'])[name]
    // One that points back into the environment is a reference like any other.
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return typeof value === 'string' && !value.includes('os.environ/') ? value : undefined
  }
}
