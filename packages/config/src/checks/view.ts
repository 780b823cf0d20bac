import { Secret } from '@strait/core'
import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import type { Tree } from '../yaml/tree.ts'

/** Looks at values that the schema may have refused: what stands elsewhere in the file can be judged all the same. */
export function at(tree: Tree, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined
    return isMap(value) ? value[key] : undefined
  }, tree.value)
}

export function mapAt(tree: Tree, path: Path): Readonly<Record<string, unknown>> {
  const value = at(tree, path)
  return isMap(value) ? value : {}
}

export function listAt(tree: Tree, path: Path): readonly unknown[] {
  const value = at(tree, path)
  return Array.isArray(value) ? value : []
}

/** Only for comparing; never for printing. */
export function textAt(tree: Tree, path: Path): string | undefined {
  const value = at(tree, path)
  if (value instanceof Secret) return value.reveal()
  return typeof value === 'string' ? value : undefined
}
