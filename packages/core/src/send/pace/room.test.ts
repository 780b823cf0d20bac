import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../test/harness.ts'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { Cancel } from '../../web/cancel.ts'
import { Deadlines } from '../../web/deadlines.ts'
import { type Entered, Room } from './room.ts'

/** Counts who listens. */
class Line extends Cancel {
  listeners = 0

  override listen(listener: (reason: unknown) => void): () => void {
    this.listeners++
    const release = super.listen(listener)
    let listening = true
    return () => {
      if (listening) this.listeners--
      listening = false
      release()
    }
  }
}

/** Deadlines that fire when the test says so. */
function handDeadlines() {
  const pending = new Map<object, { at: number; fire: () => void }>()
  const time = { now: 0 }
  return {
    pending,
    after(span: number, fire: () => void) {
      const deadline = { touch() {}, hold() {}, clear: () => void pending.delete(deadline) }
      pending.set(deadline, { at: time.now + span, fire })
      return deadline
    },
    pass(ms: number) {
      time.now += ms
      for (const [deadline, { at, fire }] of [...pending]) {
        if (at > time.now || !pending.delete(deadline)) continue
        fire()
      }
    },
    get now() {
      return time.now
    },
  }
}

function leaveOf(entered: Entered | Promise<Entered>): () => void {
  if (entered instanceof Promise || entered.kind !== 'in') throw new Error('not in')
  return entered.leave
}

const options = { places: 1, queue: 2, wait: 100 }

test('enter() is in at once while places are free, then waits, then is full', async () => {
  const room = new Room(options)
  const deadlines = handDeadlines()
  const leave = leaveOf(room.enter(new Cancel(), deadlines))
  const second = room.enter(new Cancel(), deadlines)
  const third = room.enter(new Cancel(), deadlines)
  assert.ok(second instanceof Promise && third instanceof Promise)
  assert.deepEqual(room.enter(new Cancel(), deadlines), { kind: 'full' })
  assert.deepEqual([room.inside, room.waiting], [1, 2])
  leave()
  assert.deepEqual([room.inside, room.waiting], [1, 1])
  leaveOf(await second)()
  leaveOf(await third)()
  assert.deepEqual([room.inside, room.waiting, deadlines.pending.size], [0, 0, 0])
})

test('leave() gives back one place, however often it is called', () => {
  const room = new Room({ ...options, places: 2 })
  const leave = leaveOf(room.enter(new Cancel(), handDeadlines()))
  room.enter(new Cancel(), handDeadlines())
  leave()
  leave()
  assert.equal(room.inside, 1)
})

test('nobody overtakes one who has been let in and has not heard of it', async () => {
  const room = new Room(options)
  const deadlines = handDeadlines()
  const leave = leaveOf(room.enter(new Cancel(), deadlines))
  const waiter = room.enter(new Cancel(), deadlines)
  leave()
  assert.ok(room.enter(new Cancel(), deadlines) instanceof Promise)
  assert.equal((await waiter).kind, 'in')
  assert.equal(room.inside, 1)
})

test('a waiter that leaves gives up its turn at once', async () => {
  const room = new Room({ ...options, queue: 1 })
  const deadlines = handDeadlines()
  room.enter(new Cancel(), deadlines)
  const line = new Line()
  const waiter = room.enter(line, deadlines)
  line.pull('left')
  assert.equal(room.waiting, 0)
  assert.ok(room.enter(new Cancel(), deadlines) instanceof Promise)
  assert.deepEqual(await waiter, { kind: 'gone' })
  assert.deepEqual([line.listeners, deadlines.pending.size], [0, 1])
  assert.deepEqual(room.enter(line, deadlines), { kind: 'gone' })
})

test('a waiter that waited in vain is late, and holds nothing', async () => {
  const room = new Room(options)
  const deadlines = handDeadlines()
  room.enter(new Cancel(), deadlines)
  const line = new Line()
  const waiter = room.enter(line, deadlines)
  deadlines.pass(99)
  assert.equal(room.waiting, 1)
  deadlines.pass(1)
  assert.deepEqual(await waiter, { kind: 'late' })
  assert.deepEqual([room.inside, room.waiting, line.listeners, deadlines.pending.size], [1, 0, 0, 0])
})

test('a waiter is late by the deadlines of the process too, and leaves none there', async () => {
  const time = { now: 0 }
  const deadlines = new Deadlines(() => time.now)
  const room = new Room(options)
  const leave = leaveOf(room.enter(new Cancel(), deadlines))
  const waiters = [room.enter(new Cancel(), deadlines), room.enter(new Cancel(), deadlines)]
  assert.equal(deadlines.size, 2)
  leave()
  assert.equal(deadlines.size, 1)
  time.now = 100
  await until(() => deadlines.size === 0)
  assert.deepEqual(
    (await Promise.all(waiters)).map(({ kind }) => kind),
    ['in', 'late'],
  )
})

test('resize() lets in who waits, and turns nobody out', async () => {
  const room = new Room(options)
  const deadlines = handDeadlines()
  const first = leaveOf(room.enter(new Cancel(), deadlines))
  const [second, third] = [room.enter(new Cancel(), deadlines), room.enter(new Cancel(), deadlines)]
  room.resize({ places: 2, queue: 0, wait: 5 })
  assert.deepEqual([room.inside, room.waiting], [2, 1])
  assert.deepEqual(room.enter(new Cancel(), deadlines), { kind: 'full' })
  room.resize({ places: 1, queue: 2, wait: 5 })
  leaveOf(await second)()
  assert.deepEqual([room.inside, room.waiting], [1, 1])
  first()
  assert.equal((await third).kind, 'in')
})

interface Visit {
  readonly line: Line
  readonly since: number
  readonly wait: number
  left: boolean
  outcome: Entered | undefined
}

test('Room holds its bounds and its order over any run', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomFrom(seed)
    let bounds = { places: 1 + lessThan(4, random), queue: lessThan(6, random), wait: 20 + lessThan(80, random) }
    const room = new Room(bounds)
    const deadlines = handDeadlines()
    const visits: Visit[] = []
    /** Who waits, in the order they came, as it ought to be. */
    let queue: Visit[] = []
    let inside = 0
    const admit = () => {
      for (; inside < bounds.places && queue.length > 0; inside++) queue.shift()
    }
    const steps = [
      () => {
        const visit: Visit = {
          line: new Line(),
          since: deadlines.now,
          wait: bounds.wait,
          left: false,
          outcome: undefined,
        }
        const entered = room.enter(visit.line, deadlines)
        visits.push(visit)
        if (entered instanceof Promise) {
          assert.ok(inside >= bounds.places && queue.length < bounds.queue, 'waits only where it has to and may')
          queue.push(visit)
          entered.then((outcome) => {
            visit.outcome = outcome
          })
          return
        }
        visit.outcome = entered
        assert.equal(entered.kind, inside < bounds.places ? 'in' : 'full')
        if (entered.kind === 'in') inside++
      },
      () => {
        const held = visits.filter(({ outcome, left }) => outcome?.kind === 'in' && !left)
        const visit = held[lessThan(held.length, random)]
        if (visit?.outcome?.kind !== 'in') return
        visit.outcome.leave()
        if (random() < 0.3) visit.outcome.leave()
        visit.left = true
        inside--
        admit()
      },
      () => {
        const visit = queue[lessThan(queue.length, random)]
        visit?.line.pull('left')
        queue = queue.filter((one) => one !== visit)
      },
      () => {
        deadlines.pass(lessThan(40, random))
        queue = queue.filter(({ since, wait }) => deadlines.now < since + wait)
      },
      () => {
        if (random() > 0.05) return
        bounds = { places: 1 + lessThan(4, random), queue: lessThan(6, random), wait: 20 + lessThan(80, random) }
        room.resize(bounds)
        admit()
      },
    ]
    const settled = async () => {
      await Promise.resolve()
      await Promise.resolve()
      assert.deepEqual([room.inside, room.waiting, deadlines.pending.size], [inside, queue.length, queue.length])
      for (const visit of visits) {
        assert.equal(visit.outcome === undefined, queue.includes(visit), `seed ${seed}: each has its outcome, in order`)
        assert.equal(visit.line.listeners, queue.includes(visit) ? 1 : 0)
        if (visit.outcome?.kind === 'late') assert.ok(deadlines.now >= visit.since + visit.wait)
      }
    }
    for (let i = 0; i < 400; i++) {
      steps[lessThan(steps.length, random)]?.()
      await settled()
    }
    deadlines.pass(1000)
    for (const { outcome } of visits) if (outcome?.kind === 'in') outcome.leave()
    await Promise.resolve()
    for (const { outcome } of visits) if (outcome?.kind === 'in') outcome.leave()
    assert.deepEqual([room.inside, room.waiting, deadlines.pending.size], [0, 0, 0])
  }
})
