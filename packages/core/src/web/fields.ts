/**
 * Header fields as they stood on the wire: a flat list `[name, value, name, value, …]`, in order, with their
 * spelling, repeated lines apart. Every char of a value is one byte (latin-1), so nothing is re-encoded.
 * `Headers` can't do this: it joins lines, sorts and lower-cases names.
 */
export class Fields {
  static readonly none: Fields = new Fields([])

  readonly flat: readonly string[]
  #lower: readonly string[] | undefined

  constructor(flat: readonly string[]) {
    this.flat = flat
  }

  static fromHeaders(headers: Headers): Fields {
    const flat: string[] = []
    const names: string[] = []
    for (const [name, value] of headers) {
      flat.push(name, value)
      names.push(name)
    }
    return Fields.lowerCased(flat, names)
  }

  /** Of a list whose names, given once more by themselves, are in lower case already, as `Headers` gives them. */
  static lowerCased(flat: readonly string[], names: readonly string[]): Fields {
    const fields = new Fields(flat)
    fields.#lower = names
    return fields
  }

  /** How many lines. */
  get size(): number {
    return this.flat.length / 2
  }

  /** The lower-cased names, one per line: made once, since every rule compares them. */
  get names(): readonly string[] {
    if (this.#lower === undefined) {
      const { flat } = this
      const lower = new Array<string>(flat.length / 2)
      for (let i = 0; i < lower.length; i++) lower[i] = lowerCase(flat[2 * i] as string)
      this.#lower = lower
    }
    return this.#lower
  }

  /** The value of line `index`. */
  value(index: number): string {
    return this.flat[2 * index + 1] as string
  }

  /** The first line's value; `name` in lower case. */
  get(name: string): string | undefined {
    const index = this.names.indexOf(name)
    return index < 0 ? undefined : this.value(index)
  }

  has(name: string): boolean {
    return this.names.includes(name)
  }

  /** Whether there is more than one line of that name. */
  repeats(name: string): boolean {
    const { names } = this
    const first = names.indexOf(name)
    return first >= 0 && names.indexOf(name, first + 1) >= 0
  }

  /** All lines of that name, in order. */
  all(name: string): string[] {
    const found: string[] = []
    const { names } = this
    for (let i = 0; i < names.length; i++) if (names[i] === name) found.push(this.value(i))
    return found
  }

  /** Bytes of the head's field lines as HTTP/1.1 writes them: name, ": ", value, CRLF. */
  get bytes(): number {
    let total = 0
    for (const part of this.flat) total += part.length + 2
    return total
  }

  /** As Web `Headers`; throws where a value can't stand there. */
  toHeaders(): Headers {
    const headers = new Headers()
    for (let i = 0; i < this.flat.length; i += 2) headers.append(this.flat[i] as string, this.flat[i + 1] as string)
    return headers
  }
}

/** Names come again and again in few spellings: so many are remembered, until junk has filled the memory. */
const KNOWN_MAX = 1024
const LONGEST = 64
const known = new Map<string, string>()

function lowerCase(name: string): string {
  let lower = known.get(name)
  if (lower === undefined) {
    lower = name.toLowerCase()
    if (name.length > LONGEST) return lower
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(name, lower)
  }
  return lower
}

/** Whether a flat list has a line of that name; lower case. */
export function hasLine(flat: readonly string[], name: string): boolean {
  return flat.some((text, i) => i % 2 === 0 && text.toLowerCase() === name)
}

/** A flat list without the lines of these names; lower case. */
export function withoutLines(flat: readonly string[], names: ReadonlySet<string>): string[] {
  return flat.filter((_, i) => !names.has((flat[i - (i % 2)] as string).toLowerCase()))
}

/** The members of a list in one field value (RFC 9110 5.6.1). */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '')
}

/** A flat list as pairs, for those who take them so. */
export function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i] as string, flat[i + 1] as string])
  return pairs
}
