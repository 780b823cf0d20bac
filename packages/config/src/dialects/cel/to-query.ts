import { compileQuery } from '@strait/core'
import { type Condition, holds, joined, type Operand, type Question, type Value } from './operands.ts'
import { type Cel, type Comparison, parseCel } from './parse-cel.ts'

export type Translated =
  | { readonly kind: 'ok'; readonly condition: Condition }
  /** `what`: the part that can't be said here. */
  | { readonly kind: 'unsayable'; readonly what: string }

/** An expression as a condition. `find` knows what names stand for: `headers.x-tier`, `model`. */
export function toQuery(text: string, find: (path: readonly string[]) => Operand | undefined): Translated {
  const cel = parseCel(text)
  if (cel === undefined) return { kind: 'unsayable', what: 'it' }
  const translator = new Translator(find)
  const condition = translator.of(cel, false)
  if (condition === undefined) return { kind: 'unsayable', what: translator.missing ?? 'it' }
  // Patterns of other engines, and more than is asked of one request.
  const isAskable = typeof condition === 'boolean' || compileQuery(condition).kind === 'ok'
  return isAskable ? { kind: 'ok', condition } : { kind: 'unsayable', what: 'it' }
}

const TURNED: Readonly<Record<string, Comparison>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
}
const OF_TEXT: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'contains', 'matches'])

class Translator {
  /** The first name that nobody knows here. */
  missing: string | undefined
  readonly #find: (path: readonly string[]) => Operand | undefined

  constructor(find: (path: readonly string[]) => Operand | undefined) {
    this.#find = find
  }

  of(cel: Cel, isNegated: boolean): Condition | undefined {
    switch (cel.kind) {
      case 'literal':
        return typeof cel.value === 'boolean' ? cel.value !== isNegated : undefined
      case 'not':
        return this.of(cel.of, !isNegated)
      case 'and':
      case 'or': {
        const parts = cel.of.map((each) => this.of(each, isNegated))
        if (parts.some((part) => part === undefined)) return undefined
        return joined((cel.kind === 'and') !== isNegated ? '$and' : '$or', parts as Condition[])
      }
      case 'compare':
        return this.#compared(cel, isNegated)
      case 'call':
        return this.#called(cel, isNegated)
      case 'list':
      case 'name':
      case 'member':
        return undefined
      default:
        return cel satisfies never
    }
  }

  #compared({ op, left, right }: Cel & { kind: 'compare' }, isNegated: boolean): Condition | undefined {
    if (op === 'in') return this.#among(left, right, isNegated)
    const [operand, value, turned] = right.kind === 'literal' ? [left, right, op] : [right, left, TURNED[op]]
    if (value.kind !== 'literal' || turned === undefined || turned === 'in') return undefined
    return this.#ask(operand, { op: turned, value: value.value }, isNegated)
  }

  #among(left: Cel, right: Cel, isNegated: boolean): Condition | undefined {
    // `"x" in request.headers`
    if (left.kind === 'literal') {
      return typeof left.value === 'string'
        ? this.#ask({ kind: 'member', of: right, name: left.value }, { op: 'exists' }, isNegated)
        : undefined
    }
    if (right.kind !== 'list') return undefined
    const values = right.items.map((item) => (item.kind === 'literal' ? item.value : undefined))
    if (values.includes(undefined)) return undefined
    return this.#ask(left, { op: 'in', values: values as Value[] }, isNegated)
  }

  #called({ on, name, args }: Cel & { kind: 'call' }, isNegated: boolean): Condition | undefined {
    const [arg, more] = args
    if (arg === undefined || more !== undefined) return undefined
    if (on === undefined) return name === 'has' ? this.#ask(arg, { op: 'exists' }, isNegated) : undefined
    if (!OF_TEXT.has(name) || arg.kind !== 'literal' || typeof arg.value !== 'string') return undefined
    return this.#ask(on, { op: name as 'matches', text: arg.value }, isNegated)
  }

  #ask(operand: Cel, question: Question, isNegated: boolean): Condition | undefined {
    if (operand.kind === 'call' && operand.name === 'default') return this.#orDefault(operand, question, isNegated)
    const path = pathOf(operand)
    const found = path === undefined ? undefined : this.#find(path)
    if (path !== undefined && found === undefined) this.missing ??= told(path)
    return found?.ask(question, isNegated)
  }

  /** `default(request.headers["x"], "free") == "free"`: true as well where it is not there. */
  #orDefault({ args }: Cel & { kind: 'call' }, question: Question, isNegated: boolean): Condition | undefined {
    const [operand, value] = args
    if (operand === undefined || value?.kind !== 'literal' || question.op === 'matches') return undefined
    const test = this.#ask(operand, question, isNegated)
    const absent = this.#ask(operand, { op: 'exists' }, true)
    if (test === undefined || absent === undefined) return undefined
    return holds(value.value, question) !== isNegated ? joined('$or', [absent, test]) : test
  }
}

/** `request.headers["x-tier"]` → request, headers, x-tier; `json(request.body).a` → json(request.body), a. */
function pathOf(cel: Cel): string[] | undefined {
  if (cel.kind === 'name') return [cel.name]
  if (cel.kind === 'member') {
    const path = pathOf(cel.of)
    return path === undefined ? undefined : [...path, cel.name]
  }
  if (cel.kind !== 'call' || cel.on !== undefined || cel.args.length !== 1) return undefined
  const inner = pathOf(cel.args[0] as Cel)
  return inner === undefined ? undefined : [`${cel.name}(${inner.join('.')})`]
}

/** What is no plain name stays untold: it may be anything. */
function told(path: readonly string[]): string {
  return path.every((part) => /^[A-Za-z_][\w.()]{0,40}$/.test(part)) ? path.join('.') : 'a part of it'
}
