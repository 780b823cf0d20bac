import { cpuMicros } from './process-cpu.ts'

/** What one contender did in one round. */
export interface Sample {
  /** Requests, or events. */
  readonly count: number
  readonly seconds: number
  readonly errors: number
  /** ms */
  readonly p50: number
  readonly p99: number
  /** µs that the contender's process used meanwhile; undefined where nobody can say. */
  readonly cpu: number | undefined
}

export type Measured = Omit<Sample, 'cpu'>

/** The contenders take turns, round after round, so that whatever else the machine does meets all of them. */
export async function inTurns<T>(
  contenders: readonly T[],
  rounds: number,
  measure: (contender: T) => Promise<Sample>,
): Promise<Map<T, Sample[]>> {
  const samples = new Map<T, Sample[]>(contenders.map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      samples.get(contender)?.push(await measure(contender))
    }
  }
  return samples
}

/** The measurement, and what the process used while it ran. */
export async function withCpu(pid: number | undefined, measure: () => Promise<Measured>): Promise<Sample> {
  const before = pid === undefined ? undefined : cpuMicros(pid)
  const measured = await measure()
  const after = pid === undefined ? undefined : cpuMicros(pid)
  return { ...measured, cpu: before === undefined || after === undefined ? undefined : after - before }
}

export function rates(samples: readonly Sample[]): number[] {
  return samples.map(({ count, seconds }) => count / seconds)
}

/** µs of CPU for one request or event, over all rounds: /proc counts in steps of 10 ms. */
export function cpuEach(samples: readonly Sample[]): number | undefined {
  let cpu = 0
  let count = 0
  for (const sample of samples) {
    if (sample.cpu === undefined) return undefined
    cpu += sample.cpu
    count += sample.count
  }
  return count === 0 || cpu === 0 ? undefined : cpu / count
}

export function errorsOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { errors }) => sum + errors, 0)
}
