import type { Arrival, Cancel, UpstreamOutcome } from '../src/index.ts'
import { type CacheScene, type Got, received } from './cache-scene.ts'
import { post, type Upstream } from './harness.ts'

export interface Call {
  readonly cancel: Cancel
  give(outcome: UpstreamOutcome): void
}

/** An upstream that answers when it is told to. */
export function waiting(): { readonly upstream: Upstream; readonly calls: Call[] } {
  const calls: Call[] = []
  const upstream: Upstream = (_request, cancel) =>
    new Promise((give) => {
      calls.push({ cancel, give })
      cancel.listen((cause) => give({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
    })
  return { upstream, calls }
}

export interface Client {
  readonly from: Arrival
  readonly got: Promise<Got>
}

export function client(scene: CacheScene, from: Arrival = post('{}')): Client {
  return { from, got: scene.gateway.handle(from).then(received) }
}

export const leave = ({ from }: Client) => from.cancel.pull(new Error('gone'))

/** Until all of them have come as far as they come by themselves. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0))
}
