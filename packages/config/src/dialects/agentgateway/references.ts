import { escaped, type Referred } from '../referred.ts'

const TOKENS = /\$\$|\$\{([^}]*)\}|\$([A-Za-z_]\w*)/g
const INNER = /^[A-Za-z_]\w*(?::-[^$]*)?$/

/** Nothing but one reference, with at most a word like `Bearer` in front: the file itself holds no secret here. */
export const REFERENCE_ONLY = /^["']?(?:\w+ )?\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)["']?$/

/**
 * `$NAME`, `${NAME}` and `${NAME:-default}` wherever they stand, as agentgateway expands them in the whole file; `$$` is
 * one `$`.
 */
export function withReferences(written: string): Referred {
  if (!written.includes('$')) return { kind: 'ok', text: written }
  let isWrong = false
  let literal = ''
  let text = ''
  let at = 0
  for (const found of written.matchAll(TOKENS)) {
    literal += written.slice(at, found.index)
    at = found.index + found[0].length
    const name = found[1] ?? found[2]
    if (name === undefined) literal += '$'
    else {
      // Strait has no way to write a `$` right before a reference.
      isWrong ||= !INNER.test(name) || literal.endsWith('$')
      text += `${escaped(literal)}\${${name}}`
      literal = ''
    }
  }
  text += escaped(literal + written.slice(at))
  if (!isWrong) return { kind: 'ok', text }
  return { kind: 'wrong', says: 'a $ stands here that names no variable', hint: 'write $NAME, or $$ for the character' }
}
