export interface NamedOutput {
  name: string
  text: string
}

/**
 * Fails when an output holds a secret in any spelling a log, a URL or a header might give it. The message says
 * which secret (by its place in the list), how it was spelled and where, and never repeats it.
 */
export function assertNoSecret(outputs: readonly (string | NamedOutput)[], secrets: readonly string[]): void {
  const found: string[] = []
  outputs.forEach((output, index) => {
    const { name, text } = typeof output === 'string' ? { name: `output ${index + 1}`, text: output } : output
    const lower = text.toLowerCase()
    secrets.forEach((secret, number) => {
      for (const { spelling, needle, anyCase } of spellings(secret)) {
        const at = anyCase ? lower.indexOf(needle.toLowerCase()) : text.indexOf(needle)
        if (at >= 0) found.push(`secret ${number + 1} as ${spelling} in ${name}, ${place(text, at)}`)
      }
    })
  })
  if (found.length > 0) throw new Error(`secrets leaked:\n  ${[...new Set(found)].join('\n  ')}`)
}

interface Spelling {
  spelling: string
  needle: string
  anyCase?: boolean
}

/** Every spelling that is looked for. Secrets under 8 chars would be found by chance and are refused. */
export function spellings(secret: string): Spelling[] {
  if (secret.length < 8) throw new Error('a secret to look for needs at least 8 characters')
  const bytes = Buffer.from(secret, 'utf8')
  const reversed = [...secret].reverse().join('')
  const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    { spelling: 'plain text', needle: secret },
    { spelling: 'plain text in another case', needle: secret, anyCase: true },
    { spelling: 'reversed text', needle: reversed },
    { spelling: 'JSON text', needle: JSON.stringify(secret).slice(1, -1) },
    { spelling: 'URL encoding', needle: encodeURIComponent(secret), anyCase: true },
    { spelling: 'form encoding', needle: new URLSearchParams({ s: secret }).toString().slice(2), anyCase: true },
    { spelling: 'URL encoding of every byte', needle: everyByte, anyCase: true },
    { spelling: 'hex', needle: bytes.toString('hex'), anyCase: true },
    { spelling: 'reversed hex', needle: Buffer.from(bytes).reverse().toString('hex'), anyCase: true },
    { spelling: 'HTML text', needle: secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;') },
    ...base64Spellings(bytes),
  ]
}

/**
 * Base64 of a text that holds the secret anywhere ("Bearer …", "user:…"): the secret starts at one of three
 * places in a group of three bytes; the chars it shares with its neighbours are left out.
 */
function base64Spellings(bytes: Buffer): Spelling[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const begin = Math.ceil((offset * 8) / 6)
    const end = Math.floor(((offset + bytes.length) * 8) / 6)
    const needle = encoded.slice(begin, end)
    const urlSafe = needle.replaceAll('+', '-').replaceAll('/', '_')
    return [
      { spelling: 'base64', needle },
      { spelling: 'base64url', needle: urlSafe },
    ]
  })
}

function place(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`
}
