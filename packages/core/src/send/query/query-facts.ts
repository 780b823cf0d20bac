import { GatewayError } from '../../errors.ts'
import type { Admitted, Metadata } from '../../exchange.ts'
import { jsonValue } from '../../json/json-value.ts'
import { lookAtBody, mayBeJson } from '../../json/look-at-body.ts'
import { readPaths, type Span } from '../../json/read-paths.ts'
import { after } from '../../web/after.ts'
import { parseHost } from '../../web/host.ts'
import type { Facts } from './facts.ts'
import type { Query } from './query.ts'
import { Work } from './work.ts'

/** How far to look at first: what decides mostly stands in front of a long prompt, or in a small body. */
const STEPS = [4096, 65_536, 1_048_576]

/** Bytes that are parsed in the time of one step of a pattern. */
const PARSED = 4

interface SeenBody {
  readonly bytes: Uint8Array
  /** Paths of all queries, one query after the other. */
  readonly spans: readonly (Span | undefined)[]
}

const NOTHING_SEEN: SeenBody = { bytes: new Uint8Array(0), spans: [] }

/**
 * The first of the queries that holds, by its index. The body stays as it was; it is looked at once for all of them,
 * and only where none holds that comes before the first that asks for it. A promise only where the client has yet to
 * send what is asked for.
 *
 * Of a repeated name the last one counts, as far as was read: a body that is here whole is read whole, of any other no
 * more than it takes to find everything. Who repeats a name behind that decides about their own request, as they could
 * by leaving it out; what is denied to somebody is not for a condition to deny.
 */
export function askQueries(
  exchange: Admitted,
  queries: readonly Query[],
  most: number,
): number | undefined | Promise<number | undefined> {
  const facts = new ExchangeFacts(exchange)
  const asking = queries.findIndex(({ bodyPaths }) => bodyPaths.length > 0)
  if (asking < 0) return firstThatHolds(queries, facts)
  const early = firstThatHolds(queries.slice(0, asking), facts)
  if (early !== undefined) return early
  const late = (seen: SeenBody) => firstThatHolds(queries, facts.with(seen), asking)
  return after(look(exchange, queries, most), late)
}

function firstThatHolds(queries: readonly Query[], facts: ExchangeFacts, from = 0): number | undefined {
  let offset = 0
  for (let i = from; i < queries.length; i++) {
    const query = queries[i] as Query
    if (query.test(facts.from(offset))) return i
    offset += query.bodyPaths.length
  }
  return undefined
}

/** Rather none of it than a decision on half a body. */
function look(exchange: Admitted, queries: readonly Query[], most: number): SeenBody | Promise<SeenBody> {
  if (!mayBeJson(exchange)) return NOTHING_SEEN
  const paths = queries.flatMap(({ bodyPaths }) => bodyPaths)
  const seen = lookAtBody(exchange, [...STEPS.filter((step) => step < most), most + 1], (bytes, whole) => {
    const read = readPaths(bytes, paths)
    if (read.kind === 'no_json') return NOTHING_SEEN
    if (read.kind === 'cut' && whole) return NOTHING_SEEN
    return read.kind === 'whole' || !read.spans.includes(undefined) ? { bytes, spans: read.spans } : undefined
  })
  return after(seen, orTooLarge)
}

function orTooLarge(seen: SeenBody | undefined): SeenBody {
  if (seen === undefined) throw new GatewayError('body_too_large_to_read')
  return seen
}

class ExchangeFacts implements Facts {
  readonly work = new Work()
  readonly #exchange: Admitted
  readonly #values = new Map<Span, unknown>()
  #seen = NOTHING_SEEN
  #offset = 0
  #parameters: URLSearchParams | undefined

  constructor(exchange: Admitted) {
    this.#exchange = exchange
  }

  with(seen: SeenBody): this {
    this.#seen = seen
    return this
  }

  /** For the query whose paths begin there. */
  from(offset: number): this {
    this.#offset = offset
    return this
  }

  get metadata(): Metadata | undefined {
    return this.#exchange.spoken?.metadata
  }

  get method(): string {
    return this.#exchange.arrival.method
  }

  get path(): string {
    return this.#exchange.path
  }

  get host(): string | undefined {
    return parseHost(this.#exchange.arrival.fields.get('host') ?? '')?.name
  }

  get caller(): Facts['caller'] {
    const { caller } = this.#exchange
    return { kind: caller.kind, name: caller.kind === 'key' ? caller.name : undefined }
  }

  header(name: string): string | undefined {
    const lines = this.#exchange.arrival.fields.all(name)
    return lines.length === 0 ? undefined : lines.join(', ')
  }

  parameter(name: string): string | undefined {
    this.#parameters ??= new URLSearchParams(this.#exchange.query)
    return this.#parameters.get(name) ?? undefined
  }

  body(index: number): unknown {
    const span = this.#seen.spans[this.#offset + index]
    if (span === undefined) return undefined
    if (!this.#values.has(span)) {
      this.work.spend((span.to - span.from) / PARSED)
      this.#values.set(span, jsonValue(this.#seen.bytes, span.from, span.to))
    }
    return this.#values.get(span)
  }

  bodyHas(index: number): boolean {
    return this.#seen.spans[this.#offset + index] !== undefined
  }
}
