import { delay } from '@strait/testkit'
import type { Bench, CaseResult, Row } from '../bench.ts'
import { type Gateway, startRelay, startStrait } from '../gateways.ts'
import { median } from '../stats.ts'
import { holdStreams } from '../streams.ts'
import { TARGETS, verdict } from '../targets.ts'
import { warm } from './throughput.ts'

interface Held {
  /** kB of resident memory for each stream. */
  readonly kb: number
  readonly errors: number
}

const STREAMS = 1_000

/** What an open stream holds in memory, in processes of their own: memory that others gave back would hide it. */
export async function memory(bench: Bench): Promise<CaseResult> {
  const { runtime, cores, upstreams, options } = bench
  const held = { strait: [] as Held[], relay: [] as Held[] }
  for (let round = 0; round < Math.min(2, options.rounds); round++) {
    held.relay.push(await holding(bench, await startRelay(runtime, cores, upstreams)))
    held.strait.push(await holding(bench, await startStrait(runtime, cores, upstreams)))
  }
  const each = (list: readonly Held[]) => median(list.map(({ kb }) => kb))
  const errors = (list: readonly Held[]) => list.reduce((sum, { errors: count }) => sum + count, 0)
  const ours = each(held.strait)
  const row: Row = {
    name: `memory for each of ${STREAMS.toLocaleString('en')} open streams`,
    strait: `${ours.toFixed(0)} kB`,
    relay: `${each(held.relay).toFixed(0)} kB`,
    errors: { strait: errors(held.strait), relay: errors(held.relay) },
  }
  const target = `open stream: ≤ ${TARGETS.streamKb} kB`
  return { rows: [row], verdicts: [verdict(runtime, row, target, row.strait, ours <= TARGETS.streamKb)] }
}

async function holding({ directory, options }: Bench, gateway: Gateway): Promise<Held> {
  try {
    // Compiled code and grown heaps belong to no stream.
    await warm(gateway, options, directory)
    await delay(200)
    const before = gateway.app.rss()
    const streams = await holdStreams(gateway.port, STREAMS)
    await delay(200)
    const after = gateway.app.rss()
    streams.close()
    return { kb: (after - before) / 1024 / STREAMS, errors: streams.errors }
  } finally {
    await gateway.app.kill()
  }
}
