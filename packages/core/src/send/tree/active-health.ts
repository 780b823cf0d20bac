import type { Kit } from '../../kit.ts'
import { unlessGone } from '../../prepare/tokens/unless-gone.ts'
import type { UpstreamRequest } from '../../runtime.ts'
import { Cancel } from '../../web/cancel.ts'

export interface ActiveHealthOptions {
  /** What is asked about: the provider. */
  readonly name: string
  /** ms */
  readonly every: number
  readonly timeout: number
  /** So many failures in a row, and it is not well; so many good answers in a row, and it is again. */
  readonly downAfter: number
  readonly upAfter: number
  /** What to ask, with the credential of the target. */
  request(kit: Kit): UpstreamRequest | Promise<UpstreamRequest>
}

/** What is known, under the provider's name; it outlives reloads. */
interface Known {
  well: boolean
  /** Answers in a row that say otherwise. */
  contrary: number
  wantedAt: number
  asking: boolean
  /** Whoever wanted to know last says how it is found out: a reload may have another key or path. */
  options: ActiveHealthOptions
  kit: Kit
}

/** Nobody wanted to know for so many rounds: then nobody asks any more, until somebody does. */
const IDLE_ROUNDS = 6

/**
 * Asks a target whether it is well, in the background, as long as there are requests that want to know. Until something
 * is known it is taken to be.
 */
export class ActiveHealth {
  readonly #options: ActiveHealthOptions
  readonly #part: string

  constructor(options: ActiveHealthOptions) {
    this.#options = options
    this.#part = `health ${options.name}`
  }

  isWell(kit: Kit): boolean {
    const options = this.#options
    const first = { well: true, contrary: 0, asking: false }
    const known = kit.state.part<Known>(this.#part, () => ({ ...first, wantedAt: 0, options, kit }))
    known.options = options
    known.kit = kit
    known.wantedAt = kit.runtime.clock()
    if (!known.asking) {
      known.asking = true
      round(known)
    }
    return known.well
  }
}

function round(known: Known): void {
  const { kit, options } = known
  const { runtime, state } = kit
  if (state.draining || runtime.clock() - known.wantedAt > options.every * IDLE_ROUNDS) {
    known.asking = false
    return
  }
  ask(options, kit).then((well) => {
    learn(known, well)
    state.deadlines.after(known.options.every, () => round(known))
  })
}

function learn(known: Known, well: boolean): void {
  const { downAfter, upAfter } = known.options
  known.contrary = well === known.well ? 0 : known.contrary + 1
  if (known.contrary < (known.well ? downAfter : upAfter)) return
  known.well = well
  known.contrary = 0
}

/** Never rejects: whatever goes wrong is no good answer. */
async function ask(options: ActiveHealthOptions, kit: Kit): Promise<boolean> {
  const cancel = new Cancel()
  const deadline = kit.state.deadlines.after(options.timeout, () => cancel.pull(new Error('too late')))
  try {
    const outcome = await kit.runtime.send(await unlessGone(Promise.resolve(options.request(kit)), cancel), cancel)
    if (outcome.kind === 'failed') return false
    const { body, status } = outcome
    if (body !== undefined && !(body instanceof Uint8Array)) body.cancel(new Error('read enough'))
    return status < 400
  } catch {
    return false
  } finally {
    deadline.clear()
  }
}
