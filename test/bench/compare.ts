import type { Contender, ContenderName, Row } from './bench.ts'
import { cpuEach, errorsOf, rates, type Sample } from './rounds.ts'
import { median, ratio } from './stats.ts'

export type Samples = ReadonlyMap<ContenderName, readonly Sample[]>

export function byName(samples: ReadonlyMap<Pick<Contender, 'name'>, readonly Sample[]>): Samples {
  return new Map([...samples].map(([{ name }, list]) => [name, list]))
}

/** A row that holds Strait's rate against those of the relay and of nginx. */
export function rateRow(name: string, unit: string, samples: Samples): Row {
  const rateOf = (who: ContenderName) => {
    const list = samples.get(who)
    return list === undefined ? undefined : rates(list)
  }
  const shown = (who: ContenderName) => {
    const list = rateOf(who)
    return list === undefined ? undefined : `${Math.round(median(list)).toLocaleString('en')}${unit}`
  }
  const ours = rateOf('strait') ?? []
  const against = (who: ContenderName) => {
    const theirs = rateOf(who)
    return theirs === undefined ? undefined : ratio(ours, theirs)
  }
  return {
    name,
    strait: shown('strait') ?? '',
    relay: shown('relay'),
    nginx: shown('nginx'),
    toRelay: against('relay'),
    toNginx: against('nginx'),
    cpu: cpuOf(samples),
    errors: errorsByName(samples),
  }
}

export function cpuOf(samples: Samples): Partial<Record<ContenderName, number>> {
  const cpu: Partial<Record<ContenderName, number>> = {}
  for (const [name, list] of samples) {
    const each = cpuEach(list)
    if (each !== undefined) cpu[name] = each
  }
  return cpu
}

export function errorsByName(samples: Samples): Record<string, number> {
  return Object.fromEntries([...samples].map(([name, list]) => [name, errorsOf(list)]))
}
