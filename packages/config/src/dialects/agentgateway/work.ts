import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import type { DialectSource } from '../dialect.ts'
import { Draft } from '../draft.ts'
import { withReferences } from './references.ts'

/** A value that came from a place of its own. */
export class Placed {
  readonly value: unknown
  readonly from: Path

  constructor(value: unknown, from: Path) {
    this.value = value
    this.from = from
  }
}

/** A file on its way: where it is read, and what has become of it so far. */
export class Work {
  readonly source: DialectSource
  readonly draft = new Draft()
  readonly #told = new Set<string>()

  constructor(source: DialectSource) {
    this.source = source
  }

  at(path: Path): unknown {
    return at(this.source, path)
  }

  map(path: Path): Readonly<Record<string, unknown>> {
    return mapAt(this.source, path)
  }

  /** Paths of the entries of a list; a single entry stands for a list of one. */
  entries(path: Path): Path[] {
    const value = this.at(path)
    if (Array.isArray(value)) return value.map((_, i) => [...path, i])
    return value === undefined || value === null ? [] : [path]
  }

  /** Whether the value is there and says something. */
  has(path: Path): boolean {
    const value = this.at(path)
    return value !== undefined && value !== null && value !== ''
  }

  /** The value as Strait would write it: texts with `${NAME}` for `$NAME`, all else as it is. */
  value(path: Path): unknown {
    const value = this.at(path)
    if (typeof value !== 'string') return value
    const referred = withReferences(value)
    if (referred.kind === 'ok') return referred.text
    this.mistake(path, referred.says, referred.hint)
    return ''
  }

  /** A text, also where YAML took it for a number or a switch. */
  text(path: Path): string | undefined {
    const value = this.value(path)
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  /** A secret: the text itself, or the file that holds it. */
  secret(path: Path): Placed | undefined {
    const file = [...path, 'file']
    if (isMap(this.at(path)) && this.has(file)) return new Placed(`\${file:${this.text(file)}}`, file)
    const text = this.text(path)
    return text === undefined ? undefined : new Placed(text, path)
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

  restrict(path: Path, name: string, says: string): void {
    this.draft.restrict({ path, name, says })
  }

  /** Puts a value with all that is in it; what is `Placed` keeps its own place. What is undefined is left out. */
  plant(path: Path, value: unknown, from: Path): void {
    if (value instanceof Placed) this.plant(path, value.value, value.from)
    else if (Array.isArray(value)) {
      this.draft.set(path, [], from)
      for (const [i, each] of value.entries()) this.plant([...path, i], each, from)
    } else if (isMap(value)) {
      this.draft.set(path, {}, from)
      for (const [name, each] of Object.entries(value)) {
        if (each !== undefined) this.plant([...path, name], each, from)
      }
    } else this.draft.set(path, value, from)
  }
}
