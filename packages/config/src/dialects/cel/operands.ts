export type Value = string | number | boolean

/** What a test says of a value. */
export type Question =
  | { readonly op: '==' | '!=' | '<' | '<=' | '>' | '>='; readonly value: Value }
  | { readonly op: 'in'; readonly values: readonly Value[] }
  | { readonly op: 'startsWith' | 'endsWith' | 'contains' | 'matches'; readonly text: string }
  | { readonly op: 'exists' }

/** A condition of Strait's, or the answer where it is known beforehand. */
export type Condition = boolean | Readonly<Record<string, unknown>>

/** What an expression of the other gateway looks at. */
export interface Operand {
  /** Undefined where it can't be asked so. What is not there answers no, whatever is asked and however it is turned. */
  ask(question: Question, isNegated: boolean): Condition | undefined
}

/** A member of the request that Strait's conditions know. */
export function field(name: string): Operand {
  return {
    ask(question, isNegated) {
      const test = testOf(question)
      if (question.op === 'exists') return { [name]: { $exists: !isNegated } }
      if (!isNegated) return question.op === '!=' ? there(name, test) : { [name]: test }
      return question.op === '!=' ? { [name]: { $eq: question.value } } : there(name, { $not: test })
    },
  }
}

/** A value that is known when the file is read. */
export function known(value: Value): Operand {
  return {
    ask: (question, isNegated) => (question.op === 'matches' ? undefined : holds(value, question) !== isNegated),
  }
}

/** Absent, it would be unlike everything; there, an expression that looks at it fails. */
function there(name: string, test: unknown): Condition {
  return { $and: [{ [name]: { $exists: true } }, { [name]: test }] }
}

function testOf(question: Question): unknown {
  switch (question.op) {
    case '==':
      return { $eq: question.value }
    case '!=':
      return { $ne: question.value }
    case '<':
      return { $lt: question.value }
    case '<=':
      return { $lte: question.value }
    case '>':
      return { $gt: question.value }
    case '>=':
      return { $gte: question.value }
    case 'in':
      return { $in: question.values }
    case 'startsWith':
      return { $regex: `^${literally(question.text)}` }
    case 'endsWith':
      return { $regex: `${literally(question.text)}$` }
    case 'contains':
      return { $regex: literally(question.text) }
    case 'matches':
      return { $regex: question.text }
    case 'exists':
      return { $exists: true }
    default:
      return question satisfies never
  }
}

export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** Of a value that is there. A pattern is not tried. */
export function holds(value: Value, question: Question): boolean {
  switch (question.op) {
    case '==':
      return value === question.value
    case '!=':
      return value !== question.value
    case '<':
      return value < question.value
    case '<=':
      return value <= question.value
    case '>':
      return value > question.value
    case '>=':
      return value >= question.value
    case 'in':
      return question.values.includes(value)
    case 'startsWith':
      return String(value).startsWith(question.text)
    case 'endsWith':
      return String(value).endsWith(question.text)
    case 'contains':
      return String(value).includes(question.text)
    case 'matches':
      return false
    case 'exists':
      return true
    default:
      return question satisfies never
  }
}

/** Of a condition that is known beforehand nothing is left but its answer. */
export function joined(word: '$and' | '$or', parts: readonly Condition[]): Condition {
  const decides = word === '$or'
  if (parts.includes(decides)) return decides
  const left = parts.filter((part) => typeof part !== 'boolean')
  if (left.length === 0) return !decides
  return left.length === 1 ? (left[0] as Condition) : { [word]: left }
}
