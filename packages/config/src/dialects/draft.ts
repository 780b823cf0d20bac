import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import type { Mistake, Remark, Restriction, Translation } from './dialect.ts'
import { Placed } from './placed.ts'

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

  /** Puts a value with all that is in it; what is `Placed` keeps its own place. What is undefined is left out. */
  plant(path: Path, value: unknown, from: Path): void {
    if (value instanceof Placed) this.plant(path, value.value, value.from)
    else if (Array.isArray(value)) {
      this.set(path, [], from)
      for (const [i, each] of value.entries()) this.plant([...path, i], each, from)
    } else if (isMap(value)) {
      this.set(path, {}, from)
      for (const [name, each] of Object.entries(value)) {
        if (each !== undefined) this.plant([...path, name], each, from)
      }
    } else this.set(path, value, from)
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
