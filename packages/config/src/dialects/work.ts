import { at, mapAt } from '../checks/view.ts'
import type { Path } from '../problem.ts'
import type { DialectSource } from './dialect.ts'
import { Draft } from './draft.ts'
import type { Referred } from './referred.ts'

/** A file on its way: where it is read, and what has become of it so far. */
export abstract class Work {
  readonly source: DialectSource
  readonly draft = new Draft()
  /** Kinds of notes that were told once already. */
  readonly #told = new Set<string>()

  constructor(source: DialectSource) {
    this.source = source
  }

  /** What stands for a text that can't be read, once that is told. */
  protected abstract readonly unreadable: '' | undefined

  /** A text in Strait's words. */
  protected abstract referred(text: string): Referred

  at(path: Path): unknown {
    return at(this.source, path)
  }

  map(path: Path): Readonly<Record<string, unknown>> {
    return mapAt(this.source, path)
  }

  /** The names of a map, in its order; none where there is no map. */
  names(path: Path): string[] {
    return Object.keys(this.map(path))
  }

  /** Paths of the entries of a list; a single entry stands for a list of one. */
  entries(path: Path): Path[] {
    const value = this.at(path)
    if (Array.isArray(value)) return value.map((_, i) => [...path, i])
    return value === undefined || value === null ? [] : [path]
  }

  /** Whether the value is there and says something. */
  has(path: Path): boolean {
    const value = this.read(path)
    return value !== undefined && value !== null && value !== ''
  }

  /** The value as Strait would write it: texts with `${NAME}` for references, all else as it is. */
  value(path: Path): unknown {
    const value = this.read(path)
    if (typeof value !== 'string') return value
    const referred = this.referred(value)
    if (referred.kind === 'ok') return referred.text
    this.mistake(path, referred.says, referred.hint)
    return this.unreadable
  }

  /** A text, also where YAML took it for a number or a switch. */
  text(path: Path): string | undefined {
    const value = this.value(path)
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  /** A number that is counted with here; undefined where there is none, once what is none is told. */
  number(path: Path, hint: string): number | undefined {
    const value = this.at(path)
    if (!this.has(path) || typeof value === 'number') return this.has(path) ? (value as number) : undefined
    this.mistake(path, 'it is no number', hint)
    return undefined
  }

  isOn(path: Path): boolean {
    return this.at(path) === true
  }

  note(path: Path, says: string): void {
    this.draft.note(path, says)
  }

  /** A note that stands once for all places of its kind. */
  noteOnce(kind: string, path: Path, says: string): void {
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    this.note(path, says)
  }

  mistake(path: Path, says: string, hint?: string): void {
    this.draft.mistake({ path, says, ...(hint === undefined ? {} : { hint }) })
  }

  restrict(path: Path, name: string, says: string, heldBy?: 'access'): void {
    this.draft.restrict({ path, name, says, ...(heldBy === undefined ? {} : { heldBy }) })
  }

  /** The value as it stands, where a dialect has several forms of one in its short form. */
  protected read(path: Path): unknown {
    return this.at(path)
  }
}
