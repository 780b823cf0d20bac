import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { Breaker, type BreakerOptions } from './breaker.ts'
import type { Ticket } from './ticket.ts'

/** The same rules written the long way: the whole history is kept, and nothing is remembered that it does not say. */
class Model {
  readonly #options: BreakerOptions
  readonly turns: { at: number; until: number | undefined; openings: number }[] = []
  results: boolean[] = []
  placed = new Set<Ticket>()

  constructor(given: BreakerOptions) {
    this.#options = given
    this.turns.push({ at: 0, until: undefined, openings: 0 })
  }

  get turn() {
    return this.turns[this.turns.length - 1] as (typeof this.turns)[number]
  }

  places(now: number): number {
    const { until } = this.turn
    if (until === undefined) return Number.POSITIVE_INFINITY
    return now < until ? 0 : this.#options.probes - this.placed.size
  }

  settle(ticket: Ticket, turn: object, good: boolean, now: number): void {
    const probe = this.placed.delete(ticket)
    if (turn !== this.turn) return
    if (this.turn.until !== undefined) {
      if (good) this.#next(now, undefined, this.turn.openings)
      else if (probe) this.#openFrom(this.turn.openings, now)
      return
    }
    this.results.push(good)
    const last = this.results.slice(-this.#options.consecutive)
    if (last.length === this.#options.consecutive && !last.includes(true)) this.#openFrom(this.#left(now), now)
  }

  #rest = (openings: number) => Math.min(this.#options.longest, this.#options.rest * 2 ** (openings - 1))

  #left(now: number): number {
    let { openings } = this.turn
    let needed = 0
    while (openings > 0) {
      needed += this.#rest(openings)
      if (now - this.turn.at < needed) break
      openings--
    }
    return openings
  }

  #openFrom(openings: number, now: number): void {
    const next = openings > 0 && this.#rest(openings) >= this.#options.longest ? openings : openings + 1
    this.#next(now, now + this.#rest(next), next)
  }

  #next(at: number, until: number | undefined, openings: number): void {
    this.turns.push({ at, until, openings })
    this.results = []
    this.placed.clear()
  }
}

test('Breaker is the state machine it says, over any run', () => {
  let opened = 0
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed)
    const given = {
      consecutive: 1 + lessThan(4, random),
      rest: 10 + lessThan(50, random),
      longest: 200,
      probes: 1 + lessThan(3, random),
    }
    const [breaker, model] = [new Breaker(given), new Model(given)]
    const open: { ticket: Ticket; turn: object }[] = []
    let now = 0
    for (let i = 0; i < 2000; i++) {
      now += lessThan(random() < 0.05 ? 400 : 12, random)
      const places = model.places(now)
      assert.equal(breaker.fit(now), places > 0, `seed ${seed}, step ${i}`)
      assert.equal(breaker.until, model.turn.until, `seed ${seed}, step ${i}`)
      // Now and then somebody goes in though it is not fit.
      if (random() < 0.5 && (places > 0 || random() < 0.1)) {
        const ticket = breaker.begin(now)
        open.push({ ticket, turn: model.turn })
        if (places > 0 && model.turn.until !== undefined) model.placed.add(ticket)
      } else {
        const [one] = open.splice(lessThan(open.length, random), 1)
        if (one === undefined) continue
        const way = random()
        if (way < 0.1) {
          one.ticket.dropped()
          model.placed.delete(one.ticket)
        } else {
          const good = way < 0.5
          if (good) one.ticket.success(now)
          else one.ticket.failure(now)
          model.settle(one.ticket, one.turn, good, now)
        }
        // Only the first report counts.
        if (random() < 0.3) one.ticket.failure(now)
      }
    }
    opened += model.turns.filter(({ until }) => until !== undefined).length
  }
  assert.ok(opened > 500, `it opened ${opened} times`)
})
