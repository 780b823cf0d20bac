import type { Metadata } from '../../exchange.ts'
import type { Work } from './work.ts'

/** Everything a condition can ask. */
export interface Facts {
  readonly metadata: Metadata | undefined
  readonly method: string
  readonly path: string
  /** In lower case and without port. */
  readonly host: string | undefined
  readonly caller: { readonly kind: string; readonly name: string | undefined }
  /** All lines of that name (lower case) as one (RFC 9110 5.3). */
  header(name: string): string | undefined
  /** The first of that name in the URL's query, decoded. */
  parameter(name: string): string | undefined
  /** What stands in the JSON body at the query's `bodyPaths[index]`; undefined: nothing. */
  body(index: number): unknown
  /** Whether anything does. */
  bodyHas(index: number): boolean
  readonly work: Work
}
