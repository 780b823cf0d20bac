import { describedSchema, type JsonSchema, mapChildren } from './json-schema.ts'

const BEGIN = '<!-- generated from the schema: npm run schema -->'
const END = '<!-- end of what is generated -->'

/** Described once, in a section of their own. */
/** Members that lead where `to` leads, which is described there. */
const PLACES: ReadonlySet<string> = new Set(['by_model', 'without_model', 'targets'])

const ONCE: Readonly<Record<string, string>> = { headers: '[header rules](#header-rules)' }

/** Puts the tables between the marks of docs/configuration.md. Undefined where the marks are missing. */
export function withReference(document: string): string | undefined {
  const begin = document.indexOf(BEGIN)
  const end = document.indexOf(END)
  if (begin < 0 || end < begin) return undefined
  return `${document.slice(0, begin + BEGIN.length)}\n\n${referenceTables()}\n${document.slice(end)}`
}

/** A table for the file and for each of its parts. */
export function referenceTables(): string {
  const { $defs: forms = {}, ...described } = describedSchema()
  const file = spelledOut(described, forms)
  const rules = (file.properties?.headers?.anyOf ?? []).find((form) => form.properties?.request !== undefined)
  const direction = rules?.properties?.request
  const sections = [
    section('Top level', file),
    ...parts(file, ''),
    ...(direction === undefined ? [] : [section('`headers.request` and `headers.response`', direction)]),
  ]
  // What two forms of a member share is described once.
  return [...new Set(sections)].join('\n')
}

/** Forms that have a name, where they are used: but not inside themselves, and not once more in each map of places. */
function spelledOut(schema: JsonSchema, forms: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { $ref, ...rest } = schema
  const form = $ref === undefined ? undefined : forms[$ref.replace('#/$defs/', '')]
  if (form !== undefined) return { ...spelledOut(form, forms), ...rest }
  return mapChildren(schema, (child, name) => (PLACES.has(name) ? child : spelledOut(child, forms)))
}

function parts(schema: JsonSchema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (isOnce(name, member) || PLACES.has(name) || (path !== '' && name === 'timeouts')) return []
    const here = path === '' ? name : `${path}.${name}`
    const found = inner(member, here)
    return found.flatMap(([at, part]) => {
      // Two forms of one member are told apart by what only one of them has.
      const mark = found.length > 1 ? ` with \`${Object.keys(part.properties ?? {})[0]}\`` : ''
      return [section(`\`${at}\`${mark}`, part), ...parts(part, at)]
    })
  })
}

/** The maps with fixed members inside a member, whatever lists and names stand around them. */
function inner(schema: JsonSchema, path: string): (readonly [path: string, part: JsonSchema])[] {
  if (schema.properties !== undefined) return [[path, schema]]
  if (schema.items !== undefined) return inner(schema.items, `${path}[]`)
  if (typeof schema.additionalProperties === 'object') return inner(schema.additionalProperties, `${path}.NAME`)
  const found = (schema.anyOf ?? []).flatMap((form) => inner(form, path))
  const lists = found.filter(([at]) => at.endsWith('[]'))
  return path === 'listen' ? lists : found
}

function section(title: string, schema: JsonSchema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const isRequired = schema.required?.includes(name) === true
    const about = [member.description ?? '', ...(isRequired ? ['Required.'] : []), ...defaultOf(member)]
      .join(' ')
      .trim()
    return `| \`${name}\` | ${cell(wordsOf(name, member)).replaceAll('*', '\\*')} | ${cell(about)} |`
  })
  return `### ${title}\n\n| Member | Value | What it does |\n|---|---|---|\n${rows.join('\n')}\n`
}

function defaultOf(member: JsonSchema): string[] {
  const { default: standard } = member
  const isPlain = ['string', 'number', 'boolean'].includes(typeof standard)
  return isPlain ? [`Default: \`${String(standard)}\`.`] : []
}

function wordsOf(name: string, member: JsonSchema): string {
  if (isOnce(name, member)) return ONCE[name] ?? ''
  if (name === 'by_model') return 'a map of model; each: a target, as in `to`'
  if (name === 'without_model') return 'a target, as in `to`'
  if (name === 'targets') return 'a list; each: a target, as in `to`'
  if (name === 'timeouts' && member.properties?.client === undefined)
    return 'as [`timeouts`](#timeouts), without `client`'
  if (member['x-expected'] !== undefined) return member['x-expected']
  if (member.properties !== undefined) return 'a map: see below'
  if (member.items !== undefined) return `a list; each: ${wordsOf('', member.items)}`
  if (typeof member.additionalProperties === 'object')
    return `a map of names; each: ${wordsOf('', member.additionalProperties)}`
  return formsOf(member.anyOf ?? []).join('; or ')
}

/** `x` and a list of `x` need not both be spelt out. */
function formsOf(forms: readonly JsonSchema[]): string[] {
  const words = forms.map((form) => wordsOf('', form))
  return words.map((text) => (text === `a list; each: ${words[0]}` ? 'a list of such' : text))
}

/** `headers` of the file, a provider and a target are header rules; those of a route are conditions. */
function isOnce(name: string, member: JsonSchema): boolean {
  return name in ONCE && (member.anyOf ?? []).some((form) => form.properties?.request !== undefined)
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
