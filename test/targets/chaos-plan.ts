export type TargetName = 'a' | 'b' | 'c' | 'd'

/** What a target does with one request. The first three end well; `busy`, `down` and `error` say that nothing was done. */
export type Action =
  | 'ok'
  | 'ok-in-pieces'
  | 'slow-head'
  | 'busy'
  | 'down'
  | 'error'
  | 'bad-request'
  | 'reset'
  | 'reset-early'
  | 'fin'
  | 'hang'
  | 'cut-length'
  | 'cut-chunk'

export interface Planned {
  /** Unique; stands in the path, and in all bytes that belong to it. */
  readonly mark: string
  readonly route: 'tree' | 'careful'
  readonly method: 'GET' | 'POST'
  readonly body: Buffer
  readonly chunked: boolean
  readonly pieces: number
  /** ms between them. */
  readonly pause: number
  readonly leaves: 'uploading' | 'waiting' | 'reading' | undefined
  /** ms */
  readonly leavesAfter: number
}

/** Beyond this a body is sent once: `bounds.replay` of the config. */
export const REPLAY = 100_000

const TEMPERS: Readonly<Record<TargetName, Readonly<Partial<Record<Action, number>>>>> = {
  a: {
    ok: 30,
    'ok-in-pieces': 15,
    'slow-head': 10,
    down: 12,
    error: 5,
    reset: 8,
    'reset-early': 4,
    'cut-chunk': 3,
    hang: 2,
  },
  b: { ok: 40, 'ok-in-pieces': 20, busy: 15, 'bad-request': 5, fin: 5, 'cut-length': 4 },
  c: { ok: 30, 'slow-head': 25, error: 15, down: 10, hang: 4, reset: 5, 'cut-length': 3 },
  d: { ok: 60, 'ok-in-pieces': 30, 'cut-chunk': 2, 'bad-request': 2, down: 3 },
}

/** Of so many requests that reach a target every other lot meets a storm. */
const STORM = 60

/** Everything that will happen, from one number: who asks for what, and what each target does with it. */
export class ChaosPlan {
  readonly seed: number

  constructor(seed: number) {
    this.seed = seed
  }

  exchange(i: number): Planned {
    const random = this.#random(`exchange ${i}`)
    const mark = `m-${i}-${this.seed.toString(36)}`
    const method = random() < 0.1 ? 'GET' : 'POST'
    return {
      mark,
      route: random() < 0.5 ? 'tree' : 'careful',
      method,
      body: method === 'GET' ? Buffer.alloc(0) : bodyOf(mark, sizeOf(random)),
      chunked: random() < 0.4,
      pieces: 1 + Math.floor(random() * 4),
      pause: random() < 0.2 ? 3 : 0,
      leaves: random() < 0.88 ? undefined : pick(random, { uploading: 1, waiting: 2, reading: 2 }),
      leavesAfter: random() * 60,
    }
  }

  /** What a target does with a request that it has got so often before; `total` counts all that reached it. */
  action(target: TargetName, mark: string, time: number, total: number): Action {
    const random = this.#random(`${target} ${mark} ${time}`)
    const isStorm = target !== 'd' && Math.floor(total / STORM) % 3 === 1
    if (isStorm && random() < 0.8) return target === 'c' ? 'down' : 'busy'
    return pick(random, TEMPERS[target])
  }

  /** What stands behind the first line of an answer. */
  padding(target: TargetName, mark: string, time: number): Buffer {
    const random = this.#random(`padding ${target} ${mark} ${time}`)
    return bodyOf(`${target}.${mark}.${time}`, random() < 0.7 ? random() * 2_000 : random() * 60_000)
  }

  /** mulberry32, from the text and the seed. */
  #random(text: string): () => number {
    let state = this.seed | 0
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
    return () => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    }
  }
}

function sizeOf(random: () => number): number {
  const kind = random()
  if (kind < 0.05) return 0
  if (kind < 0.6) return random() * 4_000
  return kind < 0.9 ? random() * 90_000 : REPLAY + 1 + random() * REPLAY
}

function bodyOf(text: string, size: number): Buffer {
  return Buffer.alloc(Math.floor(size), `${text};`)
}

function pick<T extends string>(random: () => number, weights: Readonly<Partial<Record<T, number>>>): T {
  const entries = Object.entries(weights) as [T, number][]
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  return (entries.at(-1) as [T, number])[0]
}
