/** What both sides of one exchange do, drawn from a seed. */
export interface Plan {
  readonly id: string
  readonly act: Act
  readonly interims: number
  readonly framing: 'length' | 'chunked' | 'close'
  readonly answerSize: number
  readonly upload: Upload
  readonly leave: Leave
  readonly slowReader: boolean
  /** The upstream reads the body in its own time. */
  readonly slowUpstream: boolean
  /** The client asks for a 100 before its body, and gets it or does not. */
  readonly expect: 'no' | 'met' | 'ignored'
}

export interface Upload {
  readonly kind: 'none' | 'empty' | 'bytes' | 'length' | 'chunked'
  readonly size: number
  readonly slow: boolean
  /** The source fails before its end. */
  readonly fails: boolean
}

export type Leave = 'never' | 'at once' | 'soon' | 'arrived' | 'interim' | 'head' | 'body'

const GOOD = ['answer', 'trickle', 'close header', 'end behind', 'reset later', 'extra behind'] as const
const EARLY = ['early', 'early and close'] as const
const BAD = [
  'reset at head',
  'reset in body',
  'reset',
  'end',
  'cut head',
  'reset head',
  'cut body',
  'reset body',
  'malformed',
  'silent',
] as const
export type Act = (typeof GOOD)[number] | (typeof EARLY)[number] | (typeof BAD)[number]

export const isGood = (act: Act): boolean => (GOOD as readonly Act[]).includes(act)
export const isEarly = (act: Act): boolean => (EARLY as readonly Act[]).includes(act)
/** Its head goes out, and its end never. */
export const isCutBody = (act: Act): boolean => act === 'cut body' || act === 'reset body'

/** mulberry32: small, seeded, good enough to choose with. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function planOf(seed: number, index: number): Plan {
  const random = randomFrom(seed ^ Math.imul(index + 1, 0x9e3779b1))
  random()
  const chance = (share: number) => random() < share
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const size = () => Math.floor(chance(0.1) ? random() * 300_000 : chance(0.2) ? 0 : random() * 3000)

  const act: Act = chance(0.55) ? 'answer' : one([...GOOD, ...EARLY, ...BAD])
  const kind = isEarly(act)
    ? one(['length', 'chunked'] as const)
    : one(['none', 'empty', 'bytes', 'length', 'chunked'] as const)
  const cut = isCutBody(act)
  const small = act === 'trickle' || act === 'extra behind'
  return {
    id: `${index}-${Math.floor(random() * 2 ** 32).toString(36)}`,
    act,
    interims: chance(0.2) ? 1 + Math.floor(random() * 3) : 0,
    framing: small
      ? one(['length', 'chunked'])
      : cut && act === 'cut body'
        ? one(['length', 'chunked'])
        : one(['length', 'chunked', 'length', 'chunked', 'close']),
    answerSize: small ? Math.floor(random() * 100) : size() + (cut ? 2 : 0),
    upload: { kind, size: kind === 'none' || kind === 'empty' ? 0 : size(), slow: chance(0.3), fails: chance(0.03) },
    leave:
      act === 'silent'
        ? 'arrived'
        : chance(0.8)
          ? 'never'
          : one(['at once', 'soon', 'arrived', 'interim', 'head', 'body']),
    slowReader: chance(0.15),
    slowUpstream: chance(0.1),
    expect: chance(0.85) ? 'no' : one(['met', 'ignored']),
  }
}

/** A body that says on every page whose it is. */
export function pagesOf(side: 'q' | 'a', id: string, size: number): string {
  const page = `${side}${id};`
  return page.repeat(Math.ceil(size / page.length)).slice(0, size)
}
