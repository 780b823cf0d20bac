/** Header lines in order, with their spelling, repeated lines apart; values are latin-1. */
export type HeaderList = [name: string, value: string][]

/** Pairs, a flat list `[name, value, …]`, or an object (an array of values makes several lines). */
export type HeaderInput =
  | readonly (readonly [string, string])[]
  | readonly string[]
  | Readonly<Record<string, string | readonly string[]>>

export function headerList(input: HeaderInput = []): HeaderList {
  if (Array.isArray(input)) return fromArray(input as readonly (string | readonly [string, string])[])
  return Object.entries(input as Record<string, string | readonly string[]>).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  )
}

function fromArray(input: readonly (string | readonly [string, string])[]): HeaderList {
  const lines: HeaderList = []
  for (let i = 0; i < input.length; i++) {
    const entry = input[i] as string | readonly [string, string]
    if (typeof entry === 'string') lines.push([entry, input[++i] as string])
    else lines.push([entry[0], entry[1]])
  }
  return lines
}

export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([own]) => own.toLowerCase() === wanted).map(([, value]) => value)
}

export function headerLines(headers: HeaderList): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
}
