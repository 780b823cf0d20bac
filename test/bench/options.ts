import { parseArgs } from 'node:util'
import type { RuntimeName } from '@strait/testkit'

export const CASES = [
  'small',
  'prompt',
  'large',
  'connections',
  'sse',
  'latency',
  'memory',
  'startup',
  'tracing',
  'doors',
  'tree',
  'cache',
] as const
export type CaseName = (typeof CASES)[number]

const RUNTIMES = ['bun', 'node', 'deno'] as const satisfies readonly RuntimeName[]

export interface Options {
  readonly runtimes: readonly RuntimeName[]
  readonly cases: readonly CaseName[]
  /** Of load on one contender in one round. */
  readonly seconds: number
  readonly rounds: number
  readonly quick: boolean
  /** Where the result goes as JSON too. */
  readonly json: string | undefined
}

export const HELP = `npm run bench -- [options]

  --runtimes bun,node,deno   which apps (default: all three)
  --cases LIST               ${CASES.join(',')} (default: all)
  --seconds N                of load on each contender in each round (default 0.7)
  --rounds N                 how often the contenders take turns (default 3)
  --quick                    one short round of fewer cases: shows that it works, not how fast it is
  --json FILE                the result as JSON too

test/bench/README.md says how to read the result.`

export type Parsed =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }

export function parseOptions(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        runtimes: { type: 'string' },
        cases: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    const { quick, json } = values
    const options = {
      runtimes: listOf('--runtimes', values.runtimes, RUNTIMES),
      cases: listOf('--cases', values.cases, CASES),
      seconds: positive('--seconds', values.seconds, quick ? 0.25 : 0.7),
      rounds: Math.ceil(positive('--rounds', values.rounds, quick ? 1 : 3)),
      quick,
      json,
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'wrong', message: (error as Error).message }
  }
}

function listOf<const T extends string>(flag: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known
  const chosen = new Set(text.split(',').map((part) => part.trim()))
  for (const name of chosen) {
    if (!(known as readonly string[]).includes(name)) {
      throw new Error(`${flag} knows ${known.join(', ')}, not "${name}"`)
    }
  }
  return known.filter((name) => chosen.has(name))
}

function positive(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${flag} takes a number above 0, not "${text}"`)
  return value
}
