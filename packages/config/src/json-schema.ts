import { toJsonSchema } from '@valibot/to-json-schema'
import { configSchema } from './schema/config.ts'
import { node } from './schema/target.ts'

export interface JsonSchema {
  [keyword: string]: unknown
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly required?: readonly string[]
  /** `#/$defs/NAME`: a form that stands in itself. */
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  /** The values of a member in words; for the reference, not for editors. */
  readonly 'x-expected'?: string
}

/** The file as JSON Schema, with what is expected in words beside it. */
export function describedSchema(): JsonSchema {
  const definitions = { target: node }
  const schema = toJsonSchema(configSchema, { typeMode: 'input', errorMode: 'ignore', target: 'draft-07', definitions })
  return tidy(schema as unknown as JsonSchema)
}

/** For editors: completion, hover and squiggles in `strait.yaml`. */
export function jsonSchema(): JsonSchema {
  const schema = withEmptyProviders(withReferences(describedSchema()))
  return {
    ...schema,
    title: 'strait.yaml',
    patternProperties: { '^x-': { description: 'A place for anchors; ignored.' } },
  }
}

/** A member with one form needs no choice, and one without required members no empty list of them. */
function tidy(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = mapChildren(schema, tidy)
  const only = anyOf?.length === 1 ? anyOf[0] : undefined
  const merged: Record<string, unknown> =
    only === undefined ? { ...rest, ...(anyOf === undefined ? {} : { anyOf }) } : { ...only, ...rest }
  if (Array.isArray(merged.required) && merged.required.length === 0) delete merged.required
  if (merged.propertyNames !== undefined) delete merged.propertyNames
  return merged
}

/** Wherever a number, a boolean or a certain form is asked for, a `${…}` may stand. */
function withReferences(schema: JsonSchema): JsonSchema {
  const { 'x-expected': _, ...mapped } = mapChildren(schema, withReferences)
  const isNarrow =
    ['boolean', 'integer', 'number'].includes(String(mapped.type)) ||
    mapped.enum !== undefined ||
    mapped.pattern !== undefined
  if (!isNarrow) return mapped
  const { description, default: standard, ...form } = mapped
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [form, { type: 'string', pattern: '\\$\\{.+\\}' }],
  }
}

/** `openai:` with nothing behind it is a provider with its defaults. */
function withEmptyProviders(schema: JsonSchema): JsonSchema {
  const { providers, ...others } = schema.properties ?? {}
  const each = providers?.additionalProperties
  if (typeof each !== 'object') return schema
  const additionalProperties = { anyOf: [each, { type: 'null' }] }
  return { ...schema, properties: { ...others, providers: { ...providers, additionalProperties } } }
}

/** Every schema directly below one, changed. */
export function mapChildren(schema: JsonSchema, change: (child: JsonSchema, name: string) => JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf, $defs } = schema
  const mapped = (children: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(children).map(([name, child]) => [name, change(child, name)]))
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: mapped(properties) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: change(additionalProperties, '') } : {}),
    ...(items === undefined ? {} : { items: change(items, '') }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((form) => change(form, '')) }),
    ...($defs === undefined ? {} : { $defs: mapped($defs) }),
  }
}
