import type { JsonPath } from '../../json/read-paths.ts'
import { isHeaderName } from '../../web/header-rules.ts'
import type { Facts } from './facts.ts'

/** What a condition looks at. */
export interface Field {
  /** The request header (lower case) that it is. */
  readonly header?: string | undefined
  /** Which values it can have at all: `scalar` is text, a number, true or false. */
  readonly holds: 'text' | 'scalar' | 'json'
  /** undefined: it is not there. */
  read(facts: Facts): unknown
  has(facts: Facts): boolean
}

export type ReadField =
  | { readonly kind: 'ok'; readonly field: Field }
  | { readonly kind: 'wrong'; readonly says: string }

/** Far more than any body is deep. */
const MOST_STEPS = 32

export const FIELDS =
  'metadata.NAME, params.PATH (or body.PATH), headers.NAME, url.path, url.query.NAME, url.host, method, caller.name and caller.kind'

const PLAIN: ReadonlyMap<string, Field> = new Map([
  ['method', text((facts) => facts.method)],
  ['url.path', text((facts) => facts.path)],
  // As Portkey has it.
  ['url.pathname', text((facts) => facts.path)],
  ['url.host', text((facts) => facts.host)],
  ['caller.kind', text((facts) => facts.caller.kind)],
  ['caller.name', text((facts) => facts.caller.name)],
  ['caller.id', text((facts) => facts.caller.name)],
])

/** `indexOf` notes a path of the body, and says where the facts have it. */
export function readField(name: string, indexOf: (path: JsonPath) => number): ReadField {
  const plain = PLAIN.get(name)
  if (plain !== undefined) return { kind: 'ok', field: plain }
  const [, root, rest = ''] = /^(metadata|params|body|headers|url\.query)\.(.+)$/s.exec(name) ?? []
  switch (root) {
    case 'metadata':
      return { kind: 'ok', field: metadata(rest) }
    case 'headers':
      if (!isHeaderName(rest)) return { kind: 'wrong', says: `"${rest}" is no name of a header` }
      return { kind: 'ok', field: header(rest.toLowerCase()) }
    case 'url.query':
      return { kind: 'ok', field: text((facts) => facts.parameter(rest)) }
    case undefined:
      return { kind: 'wrong', says: `there is no such field; there are ${FIELDS}` }
    default:
      return body(rest.split('.'), indexOf)
  }
}

function text(read: (facts: Facts) => string | undefined): Field {
  return { holds: 'text', read, has: (facts) => read(facts) !== undefined }
}

function header(name: string): Field {
  return { ...text((facts) => facts.header(name)), header: name }
}

/** Metadata is flat: a dot belongs to the name. */
function metadata(name: string): Field {
  const read = ({ metadata }: Facts) =>
    metadata !== undefined && Object.hasOwn(metadata, name) ? metadata[name] : undefined
  return { holds: 'scalar', read, has: (facts) => read(facts) !== undefined }
}

function body(path: JsonPath, indexOf: (path: JsonPath) => number): ReadField {
  if (path.includes('')) return { kind: 'wrong', says: 'a name between two dots is missing' }
  if (path.length > MOST_STEPS) return { kind: 'wrong', says: `it goes deeper than ${MOST_STEPS} names` }
  const index = indexOf(path)
  return {
    kind: 'ok',
    field: { holds: 'json', read: (facts) => facts.body(index), has: (facts) => facts.bodyHas(index) },
  }
}
