import { sameJson } from '../../json/same-json.ts'
import type { Facts } from './facts.ts'
import type { Field } from './field.ts'
import { order } from './order.ts'
import { compilePattern } from './pattern/pattern.ts'

export type Test = (facts: Facts) => boolean

export type CompiledTest =
  | { readonly kind: 'ok'; readonly test: Test }
  | { readonly kind: 'wrong'; readonly says: string }

type Operator = (field: Field, operand: unknown, limits: OperandLimits) => CompiledTest

export interface OperandLimits {
  /** Lists and maps in each other. */
  readonly depth: number
  /** Characters. */
  readonly pattern: number
}

/** What stands behind a field, by name. Beside these there are $and, $or and $not, which hold others. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$eq', equals],
  ['$ne', (...asked) => negated(equals(...asked))],
  ['$gt', ordered((sign) => sign > 0)],
  ['$gte', ordered((sign) => sign >= 0)],
  ['$lt', ordered((sign) => sign < 0)],
  ['$lte', ordered((sign) => sign <= 0)],
  ['$in', isIn],
  ['$nin', (...asked) => negated(isIn(...asked))],
  ['$regex', matches],
  ['$exists', exists],
])

/** Absent is equal to nothing, not even to null. A list of the body is equal as a whole. */
export function equals(field: Field, operand: unknown, { depth }: OperandLimits): CompiledTest {
  const value = comparable(field, operand, depth)
  if (value.kind === 'wrong') return value
  return ok((facts) => sameJson(field.read(facts), value.value))
}

/** What is absent passes: it is not equal, and not among them. */
function negated(compiled: CompiledTest): CompiledTest {
  return compiled.kind === 'wrong' ? compiled : ok((facts) => !compiled.test(facts))
}

function ordered(holds: (sign: number) => boolean): Operator {
  return (field, operand) => {
    if (typeof operand !== 'number' && typeof operand !== 'string') return wrong('it needs a number or a text')
    return ok((facts) => {
      const sign = order(field.read(facts), operand)
      return sign !== undefined && holds(sign)
    })
  }
}

/** Of a list in the body it is enough that one of its members is among them, as in MongoDB, whose words these are. */
function isIn(field: Field, operand: unknown, { depth }: OperandLimits): CompiledTest {
  if (!Array.isArray(operand)) return wrong('it needs a list')
  const plain = new Set<unknown>()
  const nested: unknown[] = []
  for (const each of operand) {
    const value = comparable(field, each, depth)
    if (value.kind === 'wrong') return value
    if (typeof value.value === 'object' && value.value !== null) nested.push(value.value)
    else plain.add(value.value)
  }
  const has = (value: unknown) => plain.has(value) || nested.some((each) => sameJson(each, value))
  return ok((facts) => {
    const value = field.read(facts)
    if (!Array.isArray(value)) return has(value)
    facts.work.spend((value.length + 1) * (nested.length + 1))
    return has(value) || value.some(has)
  })
}

/** Numbers, true and false are looked at as JSON writes them; what has no text, or is absent, matches nothing. */
function matches(field: Field, operand: unknown, limits: OperandLimits): CompiledTest {
  if (typeof operand !== 'string') return wrong('it needs a pattern')
  if (operand.length > limits.pattern) return wrong(`the pattern is longer than ${limits.pattern} characters`)
  const compiled = compilePattern(operand)
  if (compiled.kind === 'wrong') return compiled
  const { pattern } = compiled
  return ok((facts) => {
    const value = field.read(facts)
    if (typeof value === 'number' || typeof value === 'boolean') return pattern.test(String(value), facts.work)
    return typeof value === 'string' && pattern.test(value, facts.work)
  })
}

function exists(field: Field, operand: unknown): CompiledTest {
  if (typeof operand !== 'boolean') return wrong('it needs true or false')
  return ok((facts) => field.has(facts) === operand)
}

type Comparable = { readonly kind: 'ok'; readonly value: unknown } | { readonly kind: 'wrong'; readonly says: string }

/** What the field could be equal to: a condition that can never hold was meant otherwise. */
function comparable({ holds }: Field, value: unknown, depth: number): Comparable {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  switch (holds) {
    case 'text':
      // YAML reads `headers.x-beta: true` as no text, and nobody means it.
      if (scalar) return { kind: 'ok', value: String(value) }
      return wrong('this is always text; for one that is not there write { "$exists": false }')
    case 'scalar':
      if (scalar) return { kind: 'ok', value }
      return wrong('this is text, a number, true or false; for one that is not there write { "$exists": false }')
    case 'json':
      if (isWithin(value, depth)) return { kind: 'ok', value }
      return wrong(`it is no JSON, or deeper than ${depth} levels`)
    default:
      return holds satisfies never
  }
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object') return value !== undefined
  if (value === null) return true
  return depth > 0 && Object.values(value).every((each) => isWithin(each, depth - 1))
}

function ok(test: Test): CompiledTest {
  return { kind: 'ok', test }
}

function wrong(says: string): { readonly kind: 'wrong'; readonly says: string } {
  return { kind: 'wrong', says }
}
