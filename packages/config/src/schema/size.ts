import { leaf, ok, wrong } from './leaf.ts'
import { textOf } from './values.ts'

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** In bytes. */
export const size = leaf<number>({
  expected: 'a size like 64kB, 100MB, 1GiB',
  json: { type: 'string', pattern: '^\\d+(\\.\\d+)?([kKMGT]i?)?[bB]$' },
  read(input) {
    if (typeof input === 'number') return wrong('it has no unit', `write ${input}B if bytes are meant`)
    const text = textOf(input)
    if (text === undefined) return wrong()
    const [, count, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/i.exec(text) ?? []
    const bytes = unit === undefined ? undefined : UNITS[unit.toLowerCase()]
    if (bytes === undefined) return wrong(undefined, typeof input === 'string' ? spellingHint(text) : undefined)
    const total = Math.floor(Number(count) * bytes)
    if (total < 1) return wrong('it is less than a byte')
    return Number.isSafeInteger(total) ? ok(total) : wrong('it is larger than can be counted')
  },
})

function spellingHint(text: string): string | undefined {
  if (/^(off|none|unlimited|infinite|infinity|no|-1)$/i.test(text))
    return 'a bound is always there; write one as large as you need, like 100GB'
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  if (unit === undefined) return undefined
  if (unit === '') return `write ${count}B if bytes are meant`
  if (unit.toLowerCase() in UNITS) return `write ${count}${unit}, without a blank`
  return /^[kmgt]$/i.test(unit)
    ? `write ${count}${unit === 'K' ? 'k' : unit === 'k' ? 'k' : unit.toUpperCase()}B`
    : undefined
}
