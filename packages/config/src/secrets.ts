export type FileRead =
  | { readonly kind: 'ok'; readonly text: string }
  /** `reason` in words: "there is no such file". */
  | { readonly kind: 'failed'; readonly reason: string }

/** Where `${…}` gets its values. The package itself touches neither environment nor files. */
export interface Sources {
  env(name: string): string | undefined
  readFile(path: string): FileRead
}

export interface Failure {
  /** Where in the text the reference begins. */
  readonly index: number
  readonly length: number
  readonly says: string
  readonly hint?: string
}

export type Filled =
  /** No reference in it. */
  | { readonly kind: 'plain'; readonly text: string }
  /** `label` says where the values came from, for a `Secret`. */
  | { readonly kind: 'filled'; readonly text: string; readonly label: string }
  | { readonly kind: 'failed'; readonly failures: readonly Failure[] }

type Part =
  | { readonly kind: 'ok'; readonly text: string; readonly label: string }
  | ({ readonly kind: 'failed' } & Omit<Failure, 'index' | 'length'>)

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const FORMS = 'there are ${NAME}, ${NAME:-default} and ${file:PATH}'

/** Fills in every `${NAME}`, `${NAME:-default}` and `${file:PATH}`; `$${` stands for `${` itself. */
export function fillIn(text: string, sources: Sources): Filled {
  if (!text.includes('${')) return { kind: 'plain', text }
  const failures: Failure[] = []
  const labels: string[] = []
  const filled = text.replace(
    REFERENCE,
    (whole: string, inner: string | undefined, close: string | undefined, index: number) => {
      if (inner === undefined) return '${'
      const part: Part =
        close === ''
          ? {
              kind: 'failed',
              says: '`${` is not closed',
              hint: 'write } behind the name, or $${ for the characters themselves',
            }
          : readPart(inner, sources)
      if (part.kind === 'failed') {
        const { kind: _, ...failure } = part
        failures.push({ index, length: whole.length, ...failure })
        return ''
      }
      labels.push(part.label)
      return part.text
    },
  )
  if (failures.length > 0) return { kind: 'failed', failures }
  if (labels.length === 0) return { kind: 'plain', text: filled }
  return { kind: 'filled', text: filled, label: labels.join(', ') }
}

function readPart(inner: string, sources: Sources): Part {
  if (inner.startsWith('file:')) return readFilePart(inner.slice('file:'.length).trim(), sources)
  const at = inner.indexOf(':-')
  const name = at < 0 ? inner : inner.slice(0, at)
  if (!NAME.test(name)) return { kind: 'failed', says: '`${…}` holds no name of a variable', hint: nameHint(inner) }
  const value = sources.env(name)
  if (value !== undefined && value !== '') return { kind: 'ok', text: value, label: `env ${name}` }
  if (at < 0) return missing(name, value)
  const standIn = inner.slice(at + 2)
  if (standIn.includes('${'))
    return { kind: 'failed', says: `the default of ${name} holds another \${…}`, hint: 'a default is plain text' }
  return { kind: 'ok', text: standIn, label: `default of ${name}` }
}

function missing(name: string, value: string | undefined): Part {
  const state = value === '' ? 'set, but empty' : 'not set'
  const hint =
    value === ''
      ? `give it a value, or write \${${name}:-} if empty is meant`
      : `export ${name}=…, or use --env-file, or give a default: \${${name}:-default}`
  return { kind: 'failed', says: `the environment variable ${name} is ${state}`, hint }
}

function readFilePart(path: string, sources: Sources): Part {
  if (path === '') return { kind: 'failed', says: '`${file:}` names no file', hint: 'write ${file:/run/secrets/name}' }
  const read = sources.readFile(path)
  if (read.kind === 'failed') {
    return {
      kind: 'failed',
      says: `the file ${path} can't be read: ${read.reason}`,
      hint: 'a path that does not begin with / is looked for beside the config file',
    }
  }
  const text = read.text.replace(/(\r?\n)+$/, '')
  if (text === '') return { kind: 'failed', says: `the file ${path} is empty` }
  return { kind: 'ok', text, label: `file ${path}` }
}

function nameHint(inner: string): string {
  const foreign = /^(?:env|ENV|env_var)[:.](\w+)$/.exec(inner.trim())?.[1] ?? /^\s*([A-Za-z_]\w*)\s*$/.exec(inner)?.[1]
  if (foreign !== undefined) return `write \${${foreign}}`
  const operator = /^([A-Za-z_]\w*)(?::?[-=?+])(.*)$/.exec(inner)
  return operator === null ? FORMS : `${FORMS}: write \${${operator[1]}} or \${${operator[1]}:-default}`
}
