import { isHeaderValue, Secret } from '@strait/core'
import { leaf, ok, type Read, wrong } from './leaf.ts'
import { quoteHint } from './values.ts'

/** How other gateways name a variable of the environment. */
const FOREIGN: readonly RegExp[] = [
  /^\$([A-Za-z_]\w*)$/,
  /^\$\(([A-Za-z_]\w*)\)$/,
  /^%([A-Za-z_]\w*)%$/,
  /^os\.environ\/([A-Za-z_]\w*)$/,
  /^(?:env|ENV|environ)[.:/]([A-Za-z_]\w*)$/,
  /^process\.env\.([A-Za-z_]\w*)$/,
  /^\{\{\s*(?:env\.)?([A-Za-z_]\w*)\s*\}\}$/,
  /^<([A-Za-z_]\w*)>$/,
]

/** A credential: comes out as a `Secret`, however it was written. */
export const secret = leaf<Secret>({
  expected: 'a secret, best as "${NAME}" (environment) or "${file:PATH}"',
  json: { type: 'string', minLength: 1 },
  read(input) {
    const checked = checkValue(input)
    if (checked !== undefined) return checked
    const value = input as string | Secret
    if (value === '' || (value instanceof Secret && value.reveal() === '')) return wrong('it is empty')
    return ok(value instanceof Secret ? value : new Secret(value, 'the config file'))
  },
})

/** The value of a header: a `Secret` where a `${…}` stood in it. */
export const fieldValue = leaf<string | Secret>({
  expected: 'a text without line breaks',
  json: { type: 'string' },
  read(input) {
    return checkValue(input) ?? ok(input as string | Secret)
  },
})

function checkValue(input: unknown): Read<never> | undefined {
  if (typeof input !== 'string' && !(input instanceof Secret)) return wrong(undefined, quoteHint(input))
  const text = typeof input === 'string' ? input : input.reveal()
  if (!isHeaderValue(text))
    return wrong(characterProblem(text), input instanceof Secret ? `look at ${input.label}` : undefined)
  if (input instanceof Secret) return undefined
  const name = FOREIGN.map((shape) => shape.exec(text)?.[1]).find((found) => found !== undefined)
  return name === undefined
    ? undefined
    : wrong('it is sent as it stands, and looks like the name of a variable', `write "\${${name}}"`)
}

function characterProblem(text: string): string {
  if (/[\r\n]/.test(text)) return 'it holds a line break, which no header can carry'
  if (text.trim() !== text) return 'it begins or ends with a blank'
  if (/[^\x00-\xff]/.test(text)) return "it holds characters beyond latin-1, which a header can't carry"
  return "it holds control characters, which a header can't carry"
}
