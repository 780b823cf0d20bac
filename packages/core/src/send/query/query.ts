import { isObject } from '../../json/is-object.ts'
import type { JsonPath } from '../../json/read-paths.ts'
import type { Facts } from './facts.ts'
import { type Field, readField } from './field.ts'
import { type CompiledTest, equals, OPERATORS, type OperandLimits, type Test } from './operators.ts'

/** A condition on a request. */
export interface Query {
  /** What of the body it asks for. */
  readonly bodyPaths: readonly JsonPath[]
  /** The request headers (lower case) that it asks for. */
  readonly headers: readonly string[]
  /** As it was written: one that says something else is another. */
  readonly written: unknown
  /** Throws where it would cost more than `facts.work` has left. */
  test(facts: Facts): boolean
}

export type CompiledQuery =
  | { readonly kind: 'ok'; readonly query: Query }
  /** `at` is where in it, as in `$or.0.params.model.$regex`; empty for the whole. */
  | { readonly kind: 'wrong'; readonly at: string; readonly says: string }

export interface QueryLimits extends OperandLimits {
  /** Values that are compared. */
  readonly tests: number
}

const LIMITS: QueryLimits = { depth: 16, tests: 256, pattern: 1000 }

const LOGICAL = ['$and', '$or', '$not']

/**
 * Portkey's conditions, in the words of MongoDB: `{ "metadata.plan": "paid", "params.max_tokens": { "$gt": 1000 } }`.
 * Everything beside each other must hold, also beside `$and`, `$or` and `$not`, which stand anywhere: around fields and
 * within one. A value that is no operator is what the field must be equal to.
 */
export function compileQuery(written: unknown, limits: QueryLimits = LIMITS): CompiledQuery {
  return new Compiler(limits).compile(written)
}

/** Compiles one part, which stands at `at`. */
type Part = (written: unknown, at: string, depth: number) => Test

class Compiler {
  readonly #limits: QueryLimits
  readonly #paths = new Map<string, { readonly index: number; readonly path: JsonPath }>()
  readonly #headers = new Set<string>()
  #tests = 0
  #wrong: { readonly at: string; readonly says: string } | undefined

  constructor(limits: QueryLimits) {
    this.#limits = limits
  }

  compile(written: unknown): CompiledQuery {
    const test = this.#query(written, '', 0)
    if (this.#wrong !== undefined) return { kind: 'wrong', ...this.#wrong }
    const bodyPaths = [...this.#paths.values()].map(({ path }) => path)
    return { kind: 'ok', query: { bodyPaths, headers: [...this.#headers], written, test } }
  }

  readonly #query: Part = (written, at, depth) => {
    if (!isObject(written)) return this.#fail(at, 'a condition is a map, such as { "metadata.plan": "paid" }')
    return this.#every(written, at, depth, (name, value, place) => {
      if (LOGICAL.includes(name)) return this.#logical(name, value, place, depth, this.#query)
      if (!name.startsWith('$')) return this.#field(name, value, place, depth)
      if (OPERATORS.has(name))
        return this.#fail(place, `it stands behind a field: { "metadata.plan": { "${name}": … } }`)
      return this.#fail(place, `there is no such operator; here there are ${LOGICAL.join(', ')}, and fields`)
    })
  }

  #field(name: string, value: unknown, at: string, depth: number): Test {
    const read = readField(name, (path) => this.#indexOf(path))
    if (read.kind === 'wrong') return this.#fail(at, read.says)
    if (read.field.header !== undefined) this.#headers.add(read.field.header)
    const within: Part = (written, place, deeper) => this.#within(read.field, written, place, deeper, within)
    return within(value, at, depth + 1)
  }

  /** What is said of one field. */
  #within(field: Field, written: unknown, at: string, depth: number, within: Part): Test {
    const names = isObject(written) ? Object.keys(written) : []
    const operators = names.filter((name) => name.startsWith('$')).length
    if (!isObject(written) || (operators === 0 && names.length > 0)) {
      return this.#test(at, equals(field, written, this.#limits))
    }
    if (operators < names.length) return this.#fail(at, 'operators and names do not stand beside each other')
    return this.#every(written, at, depth, (name, operand, place) => {
      if (LOGICAL.includes(name)) return this.#logical(name, operand, place, depth, within)
      const operator = OPERATORS.get(name)
      if (operator !== undefined) return this.#test(place, operator(field, operand, this.#limits))
      return this.#fail(place, `there is no such operator; there are ${[...OPERATORS.keys(), ...LOGICAL].join(', ')}`)
    })
  }

  #every(
    written: Record<string, unknown>,
    at: string,
    depth: number,
    part: (name: string, value: unknown, at: string) => Test,
  ): Test {
    const entries = Object.entries(written)
    if (entries.length === 0) return this.#fail(at, 'there is nothing in it')
    if (depth > this.#limits.depth) return this.#fail(at, `it is deeper than ${this.#limits.depth} levels`)
    const tests = entries.map(([name, value]) => part(name, value, at === '' ? name : `${at}.${name}`))
    return tests.length === 1 ? (tests[0] as Test) : (facts) => tests.every((test) => test(facts))
  }

  #logical(name: string, written: unknown, at: string, depth: number, part: Part): Test {
    if (name === '$not') {
      const test = part(written, at, depth + 1)
      return (facts) => !test(facts)
    }
    if (!Array.isArray(written) || written.length === 0) {
      return this.#fail(at, 'it needs a list of conditions, at least one')
    }
    const tests = written.map((each, i) => part(each, `${at}.${i}`, depth + 1))
    return name === '$and'
      ? (facts) => tests.every((test) => test(facts))
      : (facts) => tests.some((test) => test(facts))
  }

  #test(at: string, compiled: CompiledTest): Test {
    if (compiled.kind === 'wrong') return this.#fail(at, compiled.says)
    this.#tests++
    if (this.#tests > this.#limits.tests) return this.#fail(at, `it has more than ${this.#limits.tests} tests`)
    return compiled.test
  }

  #indexOf(path: JsonPath): number {
    const key = path.join('.')
    const { index } = this.#paths.get(key) ?? { index: this.#paths.size }
    this.#paths.set(key, { index, path })
    return index
  }

  /** What is found first is what is told. */
  #fail(at: string, says: string): Test {
    this.#wrong ??= { at, says }
    return () => false
  }
}
