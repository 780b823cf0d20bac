import { escaped, type Referred } from '../referred.ts'

/** A reference and at most a word like `bearer` in front: the file itself holds no secret here. */
export const REFERENCE_ONLY = /^["']?(?:\w+ )?os\.environ\/[A-Za-z_]\w*["']?$/

const REFERENCE = /os\.environ\/(\w*)/g
const NAME = /^[A-Za-z_]\w*$/

/**
 * `os.environ/NAME`, alone or inside a value, becomes `${NAME}`. `defined` are the variables that the file sets itself
 * (`environment_variables`).
 */
export function withReferences(text: string, defined: (name: string) => string | undefined): Referred {
  let nameless = false
  const result = escaped(text).replace(REFERENCE, (_, name: string) => {
    nameless ||= !NAME.test(name)
    const own = defined(name)
    return own === undefined ? `\${${name}}` : escaped(own)
  })
  if (!nameless) return { kind: 'ok', text: result }
  return { kind: 'wrong', says: '`os.environ/` names no variable', hint: 'write os.environ/NAME' }
}
