import { Secret } from '@strait/core'
import { leaf, ok, type Read, wrong } from './leaf.ts'

/** The text of a string, also where a `${…}` stood in it; undefined for everything else. */
export function textOf(input: unknown): string | undefined {
  if (typeof input === 'string') return input
  return input instanceof Secret ? input.reveal() : undefined
}

interface TextOptions<T> {
  readonly expected: string
  readonly json?: Readonly<Record<string, unknown>>
  read(text: string): Read<T>
}

/** A text that is no secret: a `${…}` in it is filled in and the result is a plain string. */
export function text<T>({ expected, json, read }: TextOptions<T>) {
  return leaf<T>({
    expected,
    json: { type: 'string', ...json },
    read(input) {
      const value = textOf(input)
      if (value === undefined) return wrong(undefined, quoteHint(input))
      if (value === '') return wrong('it is empty')
      return read(value)
    },
  })
}

/** YAML reads `2` and `true` as a number and a boolean; in quotes they are texts. */
export function quoteHint(input: unknown): string | undefined {
  return typeof input === 'number' || typeof input === 'boolean'
    ? 'put it in quotes, so that YAML takes it for text'
    : undefined
}

export const bool = leaf<boolean>({
  expected: 'true or false',
  json: { type: 'boolean' },
  read(input) {
    if (typeof input === 'boolean') return ok(input)
    const word = textOf(input)?.toLowerCase()
    if (input instanceof Secret && (word === 'true' || word === 'false')) return ok(word === 'true')
    if (word !== undefined && /^(yes|on|true|y|1)$/.test(word)) return wrong(undefined, 'write true, without quotes')
    if (word !== undefined && /^(no|off|false|n|0)$/.test(word)) return wrong(undefined, 'write false, without quotes')
    return wrong()
  },
})

export function number(options: { min: number; max: number; integer: boolean; expected: string }) {
  const { min, max, integer, expected } = options
  return leaf<number>({
    expected,
    json: { type: integer ? 'integer' : 'number', minimum: min, ...(max === Infinity ? {} : { maximum: max }) },
    read(input) {
      const value = input instanceof Secret && /^\d+(\.\d+)?$/.test(input.reveal()) ? Number(input.reveal()) : input
      if (typeof value !== 'number') {
        const hint =
          typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? 'write the number without quotes' : undefined
        return wrong(undefined, hint)
      }
      if (integer && !Number.isInteger(value)) return wrong('it is no whole number')
      return value >= min && value <= max
        ? ok(value)
        : wrong(`it must be from ${min}${max === Infinity ? ' up' : ` to ${max}`}`)
    },
  })
}

export const positiveCount = number({
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  integer: true,
  expected: 'a whole number from 1',
})

/** One of a few words; a near miss is told which. */
export function word<const T extends readonly string[]>(words: T) {
  return leaf<T[number]>({
    expected: listWords(words),
    json: { type: 'string', enum: [...words] },
    read(input) {
      const value = textOf(input)
      if (value !== undefined && words.includes(value)) return ok(value as T[number])
      if (typeof input === 'boolean' && !input && words.includes('off')) return wrong(undefined, 'write off')
      const near = value === undefined ? undefined : words.find((each) => each === value.toLowerCase())
      return near === undefined ? wrong() : wrong(undefined, `write ${near}, in small letters`)
    },
  })
}

function listWords(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`
}
