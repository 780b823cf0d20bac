import { type Token, tokensOf } from './tokens.ts'

/** An expression of CEL, as far as conditions on a request are made of it. */
export type Cel =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'list'; readonly items: readonly Cel[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Cel; readonly name: string }
  | { readonly kind: 'call'; readonly on: Cel | undefined; readonly name: string; readonly args: readonly Cel[] }
  | { readonly kind: 'not'; readonly of: Cel }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Cel[] }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Cel; readonly right: Cel }

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in'

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['==', '!=', '<', '<=', '>', '>=', 'in'])

/** Expressions in each other. */
const DEEPEST = 32

/** https://github.com/google/cel-spec, without arithmetic, `?:` and macros; undefined where it holds one of these, or is none. */
export function parseCel(text: string): Cel | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  const parser = new Parser(tokens)
  const found = parser.or()
  return parser.isDone ? found : undefined
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length
  }

  or(): Cel | undefined {
    if (++this.#depth > DEEPEST) return undefined
    const found = this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#compared()))
    this.#depth--
    return found
  }

  #joined(kind: 'and' | 'or', sign: string, next: () => Cel | undefined): Cel | undefined {
    const of: Cel[] = []
    do {
      const one = next()
      if (one === undefined) return undefined
      of.push(one)
    } while (this.#takes(sign))
    return of.length === 1 ? of[0] : { kind, of }
  }

  #compared(): Cel | undefined {
    const left = this.#negated()
    const token = this.#tokens[this.#at]
    if (left === undefined || token?.kind !== 'sign' || !COMPARISONS.has(token.text)) return left
    this.#at++
    const right = this.#negated()
    return right === undefined ? undefined : { kind: 'compare', op: token.text as Comparison, left, right }
  }

  #negated(): Cel | undefined {
    let isNegated = false
    while (this.#takes('!')) isNegated = !isNegated
    const of = this.#member()
    if (!isNegated) return of
    return of === undefined ? undefined : { kind: 'not', of }
  }

  #member(): Cel | undefined {
    let found = this.#primary()
    while (found !== undefined) {
      if (this.#takes('.')) found = this.#named(found)
      else if (this.#takes('[')) found = this.#indexed(found)
      else break
    }
    return found
  }

  #named(on: Cel): Cel | undefined {
    const token = this.#tokens[this.#at++]
    if (token?.kind !== 'name') return undefined
    if (!this.#takes('(')) return { kind: 'member', of: on, name: token.text }
    const args = this.#listed(')')
    return args === undefined ? undefined : { kind: 'call', on, name: token.text, args }
  }

  #indexed(of: Cel): Cel | undefined {
    const token = this.#tokens[this.#at++]
    if (token?.kind !== 'literal' || typeof token.value !== 'string' || !this.#takes(']')) return undefined
    return { kind: 'member', of, name: token.value }
  }

  #primary(): Cel | undefined {
    const token = this.#tokens[this.#at++]
    if (token?.kind === 'literal') return { kind: 'literal', value: token.value }
    if (token?.kind === 'name') {
      if (!this.#takes('(')) return { kind: 'name', name: token.text }
      const args = this.#listed(')')
      return args === undefined ? undefined : { kind: 'call', on: undefined, name: token.text, args }
    }
    if (token?.text === '[') {
      const items = this.#listed(']')
      return items === undefined ? undefined : { kind: 'list', items }
    }
    if (token?.text !== '(') return undefined
    const inner = this.or()
    return this.#takes(')') ? inner : undefined
  }

  #listed(end: string): Cel[] | undefined {
    const items: Cel[] = []
    if (this.#takes(end)) return items
    do {
      const item = this.or()
      if (item === undefined) return undefined
      items.push(item)
    } while (this.#takes(','))
    return this.#takes(end) ? items : undefined
  }

  #takes(sign: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'sign' || token.text !== sign) return false
    this.#at++
    return true
  }
}
