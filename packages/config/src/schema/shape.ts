import { Secret } from '@strait/core'
import * as v from 'valibot'
import { HINT_MARK } from './leaf.ts'

/** Marks an issue as "no such member": `unknown:` + section + `:` + the members there are. */
export const UNKNOWN = 'unknown:'

/** Found and expected say it all. */
const NO_WORDS = HINT_MARK

/**
 * A map with fixed members. `v.strictObject` stops at the first unknown member and takes lists for maps; here every
 * unknown one is named. `section` is how messages call it ("a provider").
 */
export function members<const T extends v.ObjectEntries>(
  section: string,
  entries: T,
): v.StrictObjectSchema<T, undefined> {
  const strict = v.strictObject(entries)
  const run = strict['~run']
  return {
    ...strict,
    '~run'(dataset, config) {
      const input = dataset.value
      if (!isMap(input)) {
        const expected = `a map with ${Object.keys(entries).join(', ')}`
        v._addIssue(this, 'type', dataset, config, { expected, message: NO_WORDS })
        return dataset as never
      }
      const known = Object.fromEntries(Object.entries(input).filter(([key]) => Object.hasOwn(entries, key)))
      const result = run.call(this, { value: known }, config)
      const message = `${UNKNOWN}${section}:${Object.keys(entries).join(',')}`
      for (const [key, value] of Object.entries(input)) {
        if (Object.hasOwn(entries, key)) continue
        const path = [{ type: 'object', origin: 'key', input, key, value }] as const
        v._addIssue(this, 'key', result as never, config, { input: key, expected: 'never', message, path: [...path] })
      }
      return result
    },
  }
}

/** A map whose names are the user's own. */
export function mapOf<const V extends v.GenericSchema>(
  what: string,
  name: v.GenericSchema<string, string>,
  value: V,
): v.RecordSchema<v.GenericSchema<string, string>, V, undefined> {
  const record = v.record(name, value)
  const run = record['~run']
  return {
    ...record,
    '~run'(dataset, config) {
      if (isMap(dataset.value)) return run.call(this, dataset, config)
      v._addIssue(this, 'type', dataset, config, { expected: what, message: NO_WORDS })
      return dataset as never
    },
  }
}

/** A schema for the names of a map, judged by the schema of such a name. */
export function keyOf(name: v.GenericSchema<unknown, string>, expected: string): v.GenericSchema<string, string> {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const result = v.safeParse(name, dataset.value)
      if (!result.success) addIssue({ message: result.issues[0].message, expected })
    }),
  )
}

export function listOf<const V extends v.GenericSchema>(what: string, item: V): v.ArraySchema<V, undefined> {
  const array = v.array(item)
  const run = array['~run']
  return {
    ...array,
    '~run'(dataset, config) {
      if (Array.isArray(dataset.value)) return run.call(this, dataset, config)
      v._addIssue(this, 'type', dataset, config, { expected: what, message: NO_WORDS })
      return dataset as never
    },
  }
}

/**
 * One of several forms, told apart by a look at the value. `v.union` would try them all and could only say that
 * none fits; here the problems of the meant form are told.
 */
export function forms<const T extends readonly v.GenericSchema[]>(
  options: T,
  choose: (input: unknown) => number,
): v.UnionSchema<T, undefined> {
  return {
    ...v.union(options),
    '~run'(dataset, config) {
      const option = options[choose(dataset.value)] as T[number]
      return option['~run'](dataset, config) as never
    },
  }
}

/** A list, or the single item alone. Comes out as a list. */
export function oneOrMore<const V extends v.GenericSchema>(what: string, item: V) {
  const one = v.pipe(
    item,
    v.transform((value) => [value] as v.InferOutput<V>[]),
  )
  return forms([one, listOf(what, item)], (input) => (Array.isArray(input) ? 1 : 0))
}

export function optional<const V extends v.GenericSchema>(schema: V, about: string) {
  return v.pipe(v.optional(schema), v.description(about))
}

/** `value` is written as a user would write it; it goes through the schema like his. */
export function withDefault<const V extends v.GenericSchema, const D>(schema: V, value: D, about: string) {
  return v.pipe(
    v.optional(schema, () => value as never),
    v.description(about),
  )
}

/** The one-form union only keeps the description from being lost behind the schema's own transformation. */
export function required<const V extends v.GenericSchema>(schema: V, about: string) {
  return v.pipe(
    forms([schema], () => 0),
    v.description(about),
  )
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)
}
