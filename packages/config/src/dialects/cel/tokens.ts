export type Token =
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly text?: undefined }
  | { readonly kind: 'name' | 'sign'; readonly text: string }

const TOKEN =
  /\s+|(?<raw>r)?(?<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)u?|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||[=!<>]=|[()[\].,!<>])/y

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
  '?': '?',
}

/** The longest that is read, far above what anybody writes. */
const LONGEST = 8192

/** Undefined where a character begins nothing that is known here. */
export function tokensOf(text: string): Token[] | undefined {
  if (text.length > LONGEST) return undefined
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null) return undefined
    at = TOKEN.lastIndex
    const { raw, quoted, number, name, sign } = found.groups as Record<string, string | undefined>
    if (quoted !== undefined) {
      const value = raw === undefined ? unescaped(quoted.slice(1, -1)) : quoted.slice(1, -1)
      if (value === undefined) return undefined
      tokens.push({ kind: 'literal', value })
    } else if (number !== undefined) tokens.push({ kind: 'literal', value: Number(number) })
    else if (name === 'true' || name === 'false') tokens.push({ kind: 'literal', value: name === 'true' })
    else if (name === 'in') tokens.push({ kind: 'sign', text: name })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

function unescaped(text: string): string | undefined {
  let isKnown = true
  const plain = text.replace(/\\(.)/g, (_, sign: string) => {
    isKnown &&= Object.hasOwn(ESCAPES, sign)
    return ESCAPES[sign] ?? ''
  })
  return isKnown ? plain : undefined
}
