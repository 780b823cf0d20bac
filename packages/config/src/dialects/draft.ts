import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import type { Mistake, Remark, Restriction, Translation } from './dialect.ts'

/** Path in the translated config, as JSON → path in the file it came from. */
export type Origins = ReadonlyMap<string, Path>

type Container = Record<string | number, unknown>

/** A translation in the making: every value that is put in says where it came from. */
export class Draft {
  readonly #config: Container = {}
  readonly #origins = new Map<string, Path>()
  readonly #notes: Remark[] = []
  readonly #restrictions: Restriction[] = []
  readonly #mistakes: Mistake[] = []

  /** Puts a value at a path of the config; maps and lists on the way are made. */
  set(path: Path, value: unknown, from: Path): void {
    let container = this.#config
    path.slice(0, -1).forEach((key, i) => {
      container[key] ??= typeof path[i + 1] === 'number' ? [] : {}
      container = container[key] as Container
    })
    container[path.at(-1) as string | number] = value
    this.#origins.set(JSON.stringify(path), from)
  }

  /** Puts a value at the end of a list, and gives its path. */
  push(list: Path, value: unknown, from: Path): Path {
    const there = this.get(list)
    const path = [...list, Array.isArray(there) ? there.length : 0]
    this.set(path, value, from)
    return path
  }

  get(path: Path): unknown {
    return path.reduce<unknown>(
      (value, key) => (isMap(value) || Array.isArray(value) ? (value as Container)[key] : undefined),
      this.#config,
    )
  }

  note(path: Path, says: string): void {
    this.#notes.push({ path, says })
  }

  restrict(restriction: Restriction): void {
    this.#restrictions.push(restriction)
  }

  mistake(mistake: Mistake): void {
    this.#mistakes.push(mistake)
  }

  done(): Translation {
    return {
      config: this.#config,
      origins: this.#origins,
      notes: this.#notes,
      restrictions: this.#restrictions,
      mistakes: this.#mistakes,
    }
  }
}
