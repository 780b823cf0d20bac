import { concat, type Sender } from '../../src/index.ts'

interface Stored {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** A cache before a sender: keyed by path and body, filled by a tap, only with answers that arrived whole. */
export function cached(sender: Sender): Sender {
  return async (exchange, kit) => {
    const store = kit.state.part('cache', () => new Map<string, Stored>())
    const body = await exchange.body.whole(1024 * 1024)
    if (body === 'too_large') return sender(exchange, kit)
    const key = `${exchange.path} ${new TextDecoder().decode(body)}`
    const known = store.get(key)
    if (known !== undefined) {
      return { kind: 'answer', answer: { ...known, reason: 'OK', rules: undefined, from: 'cache' } }
    }
    const outcome = await sender(exchange, kit)
    if (outcome.kind === 'failed' || outcome.answer.status !== 200) return outcome
    const { status, headers } = outcome.answer
    const parts: Uint8Array[] = []
    exchange.taps.push({
      name: 'cache-fill',
      chunk: (bytes) => void parts.push(new Uint8Array(bytes)),
      end: (whole) => {
        if (whole) store.set(key, { status, headers, body: concat(parts) })
      },
    })
    return outcome
  }
}
