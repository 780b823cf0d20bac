import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { deferred, request, startUpstream, type Upstream, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { ChaosClient, story, type Verdict } from './chaos-client.ts'
import { ChaosPlan, type Planned, REPLAY, type TargetName } from './chaos-plan.ts'
import { Deliveries } from './chaos-target.ts'
import { closedUrl } from './scene.ts'
import { held, says } from './scripts.ts'

const EXCHANGES = 2_000
const AT_ONCE = 32
/** Places of the room that all routes to `a` share. */
const PLACES = 10
const NAMES = ['a', 'b', 'c', 'd'] as const

const closed = await closedUrl()

/** How often the config lets one request reach a target, with its retries, keys and second attempts. */
const MOST: Readonly<Record<Planned['route'], Readonly<Record<TargetName, number>>>> = {
  tree: { a: 2, b: 4, c: 2, d: 1 },
  careful: { a: 2, b: 2, c: 0, d: 1 },
}
/** The target said itself that it did nothing. */
const UNDONE: ReadonlySet<string> = new Set(['busy', 'down', 'error'])

forEachRuntime((_runtime, use) => {
  const at = {} as Record<TargetName, Upstream>
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  const plan = new ChaosPlan(seed)
  const deliveries = new Deliveries(plan)
  const retry = 'retry: { attempts: 1, backoff: { initial: 5ms, max: 20ms }, longest_wait: 1s }'
  const config = () => `
listen: 127.0.0.1:0
drain: 10s
bounds: { replay: ${REPLAY}B }
timeouts: { connect: 2s, first_byte: 500ms, idle: 5s }
providers:
  a: { url: "${at.a.url}", concurrency: { most: ${PLACES}, queue: 6, wait: 200ms } }
  b: { type: openai, url: "${at.b.url}", keys: [first-key-of-b, second-key-of-b] }
  c: { url: "${at.c.url}" }
  d: { url: "${at.d.url}" }
  closed: { url: "${closed}" }
routes:
  - path: /tree/*
    to:
      strategy: fallback
      targets:
        - strategy: loadbalance
          on: [unsent, 429]
          ${retry}
          breaker: { failures: 5, rest: 200ms, longest: 500ms }
          targets: [{ provider: a, weight: 3 }, { provider: b, weight: 3 }, { provider: closed }]
        - { provider: c, hedge: { after: 150ms } }
        - { provider: d }
  - path: /careful/*
    to:
      strategy: fallback
      on: [429, 503, unsent]
      targets:
        - { provider: a, ${retry}, breaker: { failures: 8, rest: 100ms, longest: 200ms } }
        - { provider: b, retry: { attempts: 0 } }
        - { strategy: loadbalance, by: least_in_flight, targets: [{ provider: d }, { provider: closed }] }
`
  before(async () => {
    for (const name of NAMES) at[name] = await startUpstream({ keepBytes: 0, script: deliveries.script(name) })
  })
  // Before the app is stopped: where that fails, no hook behind it runs.
  after(() => Promise.all(Object.values(at).map((one) => one.close())))
  const { promises } = use({ config })

  promises(`${EXCHANGES} exchanges through nested trees, with targets and clients at their worst`, async ({ app }) => {
    console.log(`chaos: FUZZ_SEED=${seed}`)
    const verdicts: Partial<Record<Verdict, number>> = {}
    const wrong: string[] = []
    let next = 0
    const worker = async () => {
      const client = new ChaosClient(app.port, plan, deliveries)
      // What is wrong twenty times is wrong: nobody needs to wait for the rest.
      while (next < EXCHANGES && wrong.length < 20) {
        const planned = plan.exchange(next++)
        try {
          const verdict = await client.perform(planned)
          verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
        } catch (error) {
          const { mark, method, route, body, chunked } = planned
          wrong.push(`${method} ${route} ${mark}, ${body.length} bytes${chunked ? ' in chunks' : ''}: ${error}`)
        }
      }
      client.close()
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    console.log(`chaos: ${JSON.stringify(verdicts)}, ${deliveries.all.length} deliveries`)
    assert.deepEqual(wrong, [])
    const { left = 0, whole = 0 } = verdicts
    assert.ok(whole > (EXCHANGES - left) / 2, 'most have been served all the same')
  })

  promises('no request was delivered more often than the rules allow', () => {
    const wrong: string[] = []
    for (let i = 0; i < EXCHANGES; i++) {
      const planned = plan.exchange(i)
      const came = deliveries.of(planned.mark)
      const broken = brokenRule(planned, came)
      if (broken !== undefined) wrong.push(`${planned.mark} ${broken}: ${story(came)}`)
    }
    assert.deepEqual(wrong, [])
    for (const name of NAMES) assert.deepEqual(at[name].errors, [])
    for (const { request: one } of deliveries.all)
      assert.deepEqual(one.problems, [], 'what reached a target is no clean HTTP')
  })

  promises('each exchange is on the record once, and none is left over', async ({ app }) => {
    const marks = () => app.lines().flatMap((line) => /\/(m-\d+-\w+)$/.exec(String(line['target']))?.[1] ?? [])
    await until(() => marks().length >= EXCHANGES, {
      what: () => `all records; ${marks().length} are there`,
      timeoutMs: 10_000,
    })
    assert.equal(marks().length, EXCHANGES)
    assert.equal(new Set(marks()).size, EXCHANGES)
    for (const name of NAMES) {
      const busy = () =>
        at[name].requests.filter(
          (one) => one.connection.closedAt === undefined && (one.replyEndedAt === undefined || one.state === 'reading'),
        )
      await until(() => busy().length === 0, { what: () => `${name} to be left alone; ${busy().length} are under way` })
    }
    assert.ok(app.rss() < 600_000_000, `${Math.round(app.rss() / 1e6)} MB`)
  })

  promises('every place that was taken is given back', async ({ app }) => {
    const gate = deferred()
    for (const name of NAMES) {
      at[name].clear()
      at[name].script(held(gate.promise, says(200, name)))
    }
    await app.reload(config().replace('bounds: { ', `bounds: { concurrency: ${PLACES}, `))
    const all = Array.from({ length: PLACES }, (_, i) => request(app.port, { target: `/a/${i}`, timeoutMs: 20_000 }))
    // One exchange too many under way, or one place too few, and not all of them get here.
    await until(() => at.a.requests.length === PLACES, { what: () => `all to be inside; ${at.a.requests.length} are` })
    assert.equal((await request(app.port, { target: '/d/x' })).header('x-strait-error'), 'overloaded')
    gate.resolve()
    for (const answer of await Promise.all(all)) assert.equal(answer.text(), 'a')
  })

  promises('when it is told to stop it stops at once', async ({ app }) => {
    const began = performance.now()
    const { code } = await app.process.stop('SIGTERM', 10_000)
    assert.equal(code, 0, app.logs().slice(-2_000))
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms: something is left over`)
  })
})

/** Which rule of the config the deliveries of a request break; undefined: none. */
function brokenRule({ route, method }: Planned, came: ReturnType<Deliveries['of']>): string | undefined {
  for (const name of NAMES) {
    const times = came.filter((one) => one.target === name).length
    if (times > MOST[route][name]) return `reached ${name} ${times} times`
  }
  // What had more of the body than may be held was the last to get it.
  const tooFar = came.findIndex(({ request: { content } }) => content.length > REPLAY)
  if (tooFar !== -1 && tooFar !== came.length - 1) return 'is too large to be sent again'
  // To send a GET twice is to send it once.
  const last = came.findIndex(({ action }) => !UNDONE.has(action))
  const isLast = last === -1 || last === came.length - 1
  if (route === 'careful' && method === 'POST' && !isLast) return 'went on after it may have been done'
  return undefined
}
