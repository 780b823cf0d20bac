import { type CharSet, casesOf, holds, WORDS } from './char-set.ts'
import type { Program, Step } from './program.ts'
import type { Look } from './read-pattern.ts'

/** What may still be spent on one request; it throws when there is no more. */
export interface Work {
  spend(steps: number): void
}

/** Characters that no step tells apart. */
interface Kind {
  readonly index: number
  /** By set, whether it is in it. */
  readonly sets: readonly boolean[]
  readonly word: boolean
}

/** How far all ways have come, and what stands before. */
interface State {
  readonly places: readonly number[]
  readonly before: 'edge' | 'word' | 'other'
  /** By kind of the next character, as far as it was worked out. */
  readonly after: (Reached | undefined)[]
}

type Reached = State | 'match' | 'dead'

/** Beyond the last character. */
const END: Kind = { index: 0, sets: [], word: false }

/** Numbers held in states; when there are more, all are forgotten. */
const MOST_HELD = 100_000

/** What may stay between two texts: less than the program takes, and all that a model's name or a header needs. */
const MOST_KEPT = 2000

/** Steps of a program, in one number of a key. */
const PER_UNIT = 16

/** What a new transition costs beside a known one, whatever the program. */
const NEW = 32

/** And each step that it comes by. */
const EACH = 4

/**
 * All ways through the program at once, character by character (Thompson). Where they have come to is kept, so that a
 * text goes through few states many times. Time is at worst steps × characters, which is what is spent.
 */
export class Search {
  readonly #program: Program
  readonly #sets: readonly CharSet[]
  readonly #anyCase: boolean
  readonly #first: State
  readonly #kinds = new Map<string, Kind>()
  readonly #kindOf = new Map<number, Kind>()
  readonly #states = new Map<string, State>()
  readonly #seen: Uint8Array
  #told = 0
  #held = 0

  constructor(program: Program, sets: readonly CharSet[], anyCase: boolean) {
    this.#program = program
    this.#sets = sets
    this.#anyCase = anyCase
    this.#seen = new Uint8Array(program.steps.length)
    this.#first = { places: [program.start], before: 'edge', after: [] }
  }

  /** Whether it holds little enough to be kept for the next text: patterns that came with requests must not fill memory. */
  get small(): boolean {
    return this.#told + this.#held <= MOST_KEPT
  }

  /** Whether the pattern matches anywhere in the text. */
  in(text: string, work: Work): boolean {
    let state = this.#first
    for (let i = 0; i < text.length; ) {
      const codePoint = text.codePointAt(i) as number
      i += codePoint > 0xffff ? 2 : 1
      work.spend(1)
      const kind = this.#kindOf.get(codePoint) ?? this.#tell(codePoint, work)
      const reached = state.after[kind.index] ?? this.#advance(state, kind, work)
      if (typeof reached === 'string') return reached === 'match'
      state = reached
    }
    return (state.after[END.index] ?? this.#advance(state, END, work)) === 'match'
  }

  #tell(codePoint: number, work: Work): Kind {
    work.spend(NEW + 2 * EACH * this.#sets.length)
    const spellings = this.#anyCase ? casesOf(codePoint) : [codePoint]
    const sets = this.#sets.map((set) => holds(set, spellings))
    const word = holds(WORDS, [codePoint])
    const key = `${word} ${sets}`
    const kind = this.#kinds.get(key) ?? { index: this.#kinds.size + 1, sets, word }
    if (kind.sets === sets) this.#kinds.set(key, kind)
    this.#kindOf.set(codePoint, kind)
    this.#told += 1 + (kind.sets === sets ? sets.length : 0)
    return kind
  }

  #advance(state: State, kind: Kind, work: Work): Reached {
    const taken = this.#taken(state, kind, work)
    const reached = taken === undefined ? 'match' : this.#stateOf(taken, kind)
    state.after[kind.index] = reached
    this.#held++
    return reached
  }

  /** Where the ways are behind one character of this kind, as bits; undefined where one has come to a match. */
  #taken({ places, before }: State, kind: Kind, work: Work): Uint16Array | undefined {
    const { steps } = this.#program
    const taken = new Uint16Array(Math.ceil(steps.length / PER_UNIT))
    const ways = places.slice()
    const seen = this.#seen.fill(0)
    let visited = 0
    for (let at = ways.pop(); at !== undefined; at = ways.pop()) {
      if (seen[at] === 1) continue
      seen[at] = 1
      visited++
      const step = steps[at] as Step
      if (step.kind === 'match') return undefined
      if (step.kind === 'fork') ways.push(step.next, step.other)
      else if (step.kind === 'look') {
        if (isThere(step.look, before, kind)) ways.push(step.next)
      } else if (kind.sets[step.set] === true) {
        const unit = (step.next / PER_UNIT) | 0
        taken[unit] = (taken[unit] as number) | (1 << (step.next % PER_UNIT))
      }
    }
    work.spend(NEW + EACH * visited)
    return taken
  }

  #stateOf(taken: Uint16Array, { word }: Kind): Reached {
    const key = (word ? 'w' : 'o') + String.fromCharCode(...taken)
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const { anchored, start } = this.#program
    const places = placesIn(taken)
    if (anchored && places.length === 0) return 'dead'
    if (!anchored) places.push(start)
    this.#held += places.length + taken.length
    if (this.#held > MOST_HELD) {
      this.#states.clear()
      // The way to all of them; no text comes back to its beginning.
      this.#first.after.length = 0
      this.#held = places.length + taken.length
    }
    const state: State = { places, before: word ? 'word' : 'other', after: [] }
    this.#states.set(key, state)
    return state
  }
}

function placesIn(bits: Uint16Array): number[] {
  const places: number[] = []
  for (let unit = 0; unit < bits.length; unit++) {
    for (let left = bits[unit] as number; left !== 0; left &= left - 1) {
      places.push(unit * PER_UNIT + 31 - Math.clz32(left & -left))
    }
  }
  return places
}

function isThere(look: Look, before: State['before'], kind: Kind): boolean {
  switch (look) {
    case 'start':
      return before === 'edge'
    case 'end':
      return kind === END
    case 'boundary':
      return (before === 'word') !== kind.word
    case 'no_boundary':
      return (before === 'word') === kind.word
    default:
      return look satisfies never
  }
}
