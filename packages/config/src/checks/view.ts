import { Secret } from '@strait/core'
import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'

/** Whatever holds a file as plain values. */
export interface Values {
  readonly value: unknown
}

/** Looks at values that the schema may have refused: what stands elsewhere in the file can be judged all the same. */
export function at(tree: Values, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined
    return isMap(value) ? value[key] : undefined
  }, tree.value)
}

export function mapAt(tree: Values, path: Path): Readonly<Record<string, unknown>> {
  const value = at(tree, path)
  return isMap(value) ? value : {}
}

export function listAt(tree: Values, path: Path): readonly unknown[] {
  const value = at(tree, path)
  return Array.isArray(value) ? value : []
}

/** Only for comparing; never for printing. */
export function textAt(tree: Values, path: Path): string | undefined {
  const value = at(tree, path)
  if (value instanceof Secret) return value.reveal()
  return typeof value === 'string' ? value : undefined
}
