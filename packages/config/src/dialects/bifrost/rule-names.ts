import { type Condition, field, known, literally, type Operand, type Question } from '../cel/operands.ts'
import { saidOf, type VirtualKey } from './callers.ts'
import type { BifrostWork } from './work.ts'

/** Where a rule is asked: what is known there of the request by its path and the beginning of its model. */
export interface Context {
  /** In front of the model (`openai/gpt-4o`); undefined where there is none. */
  readonly provider: string | undefined
  /** In Bifrost's words: `chat_completion`. */
  readonly kind: string
  readonly keys: readonly VirtualKey[]
}

/** Variables of Bifrost's rules, as conditions. What is not here can't be asked: budgets, rates, tiers of complexity. */
export function operandOf(
  work: BifrostWork,
  { provider, kind, keys }: Context,
  path: readonly string[],
): Operand | undefined {
  const [root = '', member, more] = path
  if (more !== undefined) return undefined
  if (root === 'headers' && member !== undefined) return field(`headers.${member.toLowerCase()}`)
  if (root === 'params' && member !== undefined) return field(`url.query.${member}`)
  if (member !== undefined) return undefined
  if (root === 'model') return provider === undefined ? field('body.model') : behind(`${provider}/`)
  if (root === 'provider') return known(provider ?? '')
  if (root === 'request_type') return known(kind)
  const said = saidOf(work, root)
  return said === undefined ? undefined : ofCaller(keys, said)
}

/** The model behind the name of its provider. */
function behind(prefix: string): Operand {
  const model = field('body.model')
  return { ask: (question, isNegated) => model.ask(prefixed(question, prefix), isNegated) }
}

function prefixed(question: Question, prefix: string): Question {
  switch (question.op) {
    case 'in':
      return { op: 'in', values: question.values.map((value) => `${prefix}${String(value)}`) }
    case 'startsWith':
      return { op: 'startsWith', text: `${prefix}${question.text}` }
    case 'contains':
      return { op: 'matches', text: `^${literally(prefix)}.*${literally(question.text)}` }
    case 'matches': {
      const { text } = question
      return { op: 'matches', text: `^${literally(prefix)}${text.startsWith('^') ? text.slice(1) : `.*(?:${text})`}` }
    }
    case 'endsWith':
    case 'exists':
      return question
    default:
      return { ...question, value: `${prefix}${String(question.value)}` }
  }
}

/** Which keys it is true of is known when the file is read. */
function ofCaller(keys: readonly VirtualKey[], said: (key: VirtualKey) => string): Operand {
  return {
    ask(question, isNegated) {
      if (question.op === 'matches') return undefined
      const names = keys.filter((key) => known(said(key)).ask(question, isNegated) === true).map(({ name }) => name)
      return callerIn(names, keys)
    },
  }
}

export function callerIn(names: readonly string[], keys: readonly VirtualKey[]): Condition {
  if (names.length === 0) return false
  if (names.length === keys.length) return true
  return { 'caller.name': names.length === 1 ? names[0] : { $in: names } }
}
