import { isMap } from '../../schema/shape.ts'
import { escaped, type Referred } from '../referred.ts'

/** A reference and nothing else: the file itself holds no secret here. */
export const REFERENCE_ONLY = /^["']?env\.[A-Za-z_]\w*["']?$/

const PREFIX = 'env.'
const NAME = /^[A-Za-z_]\w*$/

/** `env.NAME` becomes `${NAME}`; it is the whole value or nothing of it. */
export function withReference(text: string): Referred {
  if (text.startsWith('vault.')) {
    return { kind: 'wrong', says: 'references to a vault are not read', hint: 'write env.NAME, or the value itself' }
  }
  if (!text.startsWith(PREFIX)) return { kind: 'ok', text: escaped(text) }
  const name = text.slice(PREFIX.length)
  if (NAME.test(name)) return { kind: 'ok', text: `\${${name}}` }
  return { kind: 'wrong', says: '`env.` names no variable', hint: 'write env.NAME: letters, digits and _' }
}

/** The long form, `{ value, env_var, from_env }` or `{ ref, type }`, as the short one. All else is left as it is. */
export function shortForm(value: unknown): unknown {
  if (!isMap(value)) return value
  const { value: plain, env_var: variable, from_env: fromEnv, ref, type } = value
  if (plain === undefined && variable === undefined && ref === undefined) return value
  const isReference = fromEnv === true || type === 'env' || type === 'vault' || plain === variable
  const text = isReference ? (variable ?? ref ?? plain) : plain
  if (!isReference || typeof text !== 'string' || /^(?:env|vault)\./.test(text)) return text
  return `${type === 'vault' ? 'vault' : 'env'}.${text}`
}
