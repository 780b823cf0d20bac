import { badControl } from './refusals.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** JSON in a header. Every char of a field value is one byte; beyond ASCII they are UTF-8 for most clients, else latin-1. */
export function headerJson(value: string, where: string): unknown {
  try {
    return JSON.parse(/^[\x00-\x7f]*$/.test(value) ? value : decoded(value))
  } catch {
    // What the parser says quotes the text, and there are keys in it.
    throw badControl(where, 'it is no JSON. Write one JSON object')
  }
}

function decoded(value: string): string {
  try {
    return decoder.decode(bytesOf(value))
  } catch {
    return value
  }
}

/** RFC 9110 5.5, with blanks around it that do no harm. */
export function isFieldText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
}

function bytesOf(value: string): Uint8Array {
  return Uint8Array.from(value, (char) => char.charCodeAt(0))
}
