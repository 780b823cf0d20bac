import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import type { DialectSource } from '../dialect.ts'
import { Draft } from '../draft.ts'
import { shortForm, withReference } from './references.ts'

/** A file on its way: where it is read, and what has become of it so far. */
export class Work {
  readonly source: DialectSource
  readonly draft = new Draft()
  /** The key that is held for a provider, by the provider's name. */
  readonly chosenKeys = new Map<string, Path>()
  /** Notes that were told once already. */
  readonly #told = new Set<string>()

  constructor(source: DialectSource) {
    this.source = source
  }

  /**
   * The value as Strait would write it: texts with `${NAME}` for `env.NAME`, all else as it is. Undefined for what is
   * wrong, once that is told.
   */
  value(path: Path): unknown {
    const value = shortForm(at(this.source, path))
    if (typeof value !== 'string') return value
    const referred = withReference(value)
    if (referred.kind === 'ok') return referred.text
    this.draft.mistake({ path, says: referred.says, hint: referred.hint })
    return undefined
  }

  /** Whether the value is there and says something. */
  has(path: Path): boolean {
    const value = shortForm(at(this.source, path))
    return value !== undefined && value !== null && value !== ''
  }

  isOn(path: Path): boolean {
    return at(this.source, path) === true
  }

  /** The names of a map, in its order; none where there is no map. */
  names(path: Path): string[] {
    return Object.keys(mapAt(this.source, path))
  }

  /** A note that stands once for all places of its kind. */
  noteOnce(kind: string, path: Path, says: string): void {
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    this.draft.note(path, says)
  }

  /** In files for versions before 1.5 an empty list of models or keys stands for all. */
  get emptyMeansAll(): boolean {
    return at(this.source, ['version']) === 1
  }
}
