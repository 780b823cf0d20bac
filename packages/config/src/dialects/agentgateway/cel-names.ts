import { field, type Operand } from '../cel/operands.ts'
import { type Translated, toQuery } from '../cel/to-query.ts'

/** https://agentgateway.dev/docs/standalone/latest/reference/cel: what of it a request says by itself. */
function find(path: readonly string[]): Operand | undefined {
  const [root, member, ...rest] = path
  const below = rest.join('.')
  switch (root) {
    case 'json(request.body)':
      return member === undefined ? undefined : field(`body.${[member, ...rest].join('.')}`)
    case 'llm':
      return member === 'requestModel' && below === '' ? field('body.model') : undefined
    case 'llmRequest':
      return member === undefined ? undefined : field(`body.${[member, ...rest].join('.')}`)
    case 'request':
      if (member === 'headers' && below !== '') return field(`headers.${below.toLowerCase()}`)
      return below === '' && member !== undefined ? OF_REQUEST[member] : undefined
    default:
      return undefined
  }
}

const OF_REQUEST: Readonly<Record<string, Operand>> = {
  host: field('url.host'),
  method: field('method'),
  path: field('url.path'),
}

export function conditionOf(expression: string): Translated {
  return toQuery(expression, find)
}
