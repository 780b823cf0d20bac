import { Secret } from '@strait/core'
import { isMap } from './shape.ts'

/** Values whose `${…}` are filled in, where they go into bodies or are compared: text is text there. */
export function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(plain)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}
