import assert from 'node:assert/strict'
import type { HeaderList, IncomingResponse } from '@strait/testkit'
import { until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { counted, written } from './cached.ts'
import { scene } from './scene.ts'
import { says } from './scripts.ts'

const SIMPLE = { cache: { mode: 'simple' } }

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
egress: { allow: [127.0.0.1] }
cache: { max_age: 1h, longest: 2s }
providers:
  one: { type: openai, url: "${url.a}/v1", key: sk-held-one }
  two: { type: openai, url: "${url.b}/v1", key: sk-held-two }
configs:
  pc-kept: { provider: "@one", cache: { mode: simple, max_age: 60 } }
  pc-tree:
    strategy: { mode: fallback }
    cache: { mode: simple }
    targets: [{ provider: "@one" }, { provider: "@two" }]
routes:
  - { path: /kept/*, to: { provider: one }, cache: { max_age: 1h } }
`,
  })
  const {
    promises: offPromises,
    at: offAt,
    ask: offAsk,
  } = scene(use, {
    targets: ['c'],
    config: (url) => `
cache: { asked: false }
providers: { one: { type: openai, url: "${url.c}/v1" } }
`,
  })

  const TARGET = '/v1/chat/completions'
  const headersOf = (config: object | string, ...more: HeaderList): HeaderList => [
    ['content-type', 'application/json'],
    ['x-portkey-config', typeof config === 'string' ? config : JSON.stringify(config)],
    ...more,
  ]
  const status = (answer: IncomingResponse) => answer.header('x-portkey-cache-status')
  const calls = () => [at.a.requests.length, at.b.requests.length]

  promises('cache: {mode: simple} in a config: MISS, then HIT with its age', async () => {
    does({ a: counted() })
    for (const config of [{ provider: '@one', ...SIMPLE }, 'pc-kept']) {
      const [first, second] = [
        await ask(TARGET, { headers: headersOf(config) }),
        await ask(TARGET, { headers: headersOf(config) }),
      ]
      assert.deepEqual([status(first), status(second)], ['MISS', 'HIT'])
      assert.equal(second.text(), first.text())
      assert.equal(first.header('age'), undefined)
      assert.equal(second.header('age'), '0')
      assert.equal(second.header('x-portkey-provider'), 'one')
    }
    assert.deepEqual(calls(), [2, 0], 'each config has its own')
  })

  promises('DISABLED without one, and the answer is not kept', async () => {
    does({ a: counted() })
    for (let i = 0; i < 2; i++) {
      const answer = await ask(TARGET, { headers: headersOf({ provider: '@one' }) })
      assert.equal(status(answer), 'DISABLED')
    }
    assert.deepEqual(calls(), [2, 0])
  })

  offPromises('DISABLED as well where the operator lets nobody ask for one', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await offAsk(TARGET, { headers: headersOf({ provider: '@one', ...SIMPLE }) })
      assert.deepEqual([answer.status, status(answer)], [200, 'DISABLED'])
    }
    assert.equal(offAt.c.requests.length, 2)
  })

  promises('max_age is in seconds, and at most what the operator allows', async () => {
    does({ a: counted() })
    for (const [seconds, atMost] of [
      [1, 1_000],
      [3600, 2_000],
    ] as const) {
      const config = { provider: '@one', cache: { mode: 'simple', max_age: seconds } }
      const ask_ = () => ask(TARGET, { headers: headersOf(config) })
      const began = performance.now()
      const first = await ask_()
      const kept = performance.now()
      assert.equal(status(first), 'MISS')
      let hits = 0
      const gone = await until(
        async () => {
          const answer = await ask_()
          if (status(answer) === 'HIT') hits++
          return status(answer) === 'MISS' ? { at: performance.now() } : undefined
        },
        { everyMs: 20, what: 'the kept answer to expire' },
      )
      assert.ok(hits > 0, `${seconds} s: it was kept`)
      assert.ok(gone.at - began >= atMost - 50, `${seconds} s: kept for ${gone.at - kept} ms`)
      assert.ok(hits < 400)
    }
  })

  promises('x-portkey-cache-force-refresh asks anew, and what comes takes its place', async () => {
    does({ a: counted() })
    const headers = headersOf({ provider: '@one', ...SIMPLE }, ['x-for', 'refresh'])
    const force: HeaderList = [...headers, ['x-portkey-cache-force-refresh', 'true']]
    const told: (string | undefined)[] = []
    for (const sent of [headers, headers, force, headers]) {
      const answer = await ask(TARGET, { headers: sent })
      told.push(`${status(answer)} ${answer.text()}`)
    }
    assert.deepEqual(told, ['MISS {"n":1}', 'HIT {"n":1}', 'REFRESH {"n":2}', 'HIT {"n":2}'])
  })

  promises('the cache of a route is told and refreshed in the same words', async () => {
    does({ a: counted() })
    const headers: HeaderList = [
      ['content-type', 'application/json'],
      ['x-portkey-trace-id', 'one'],
    ]
    const force: HeaderList = [...headers, ['x-portkey-cache-force-refresh', 'true']]
    const told: (string | undefined)[] = []
    for (const sent of [headers, headers, force])
      told.push(status(await ask('/kept/chat/completions', { headers: sent })))
    assert.deepEqual(told, ['MISS', 'HIT', 'REFRESH'])
    assert.deepEqual(calls(), [2, 0])
  })

  promises('namespaces, credentials and configs keep apart; trace ids and metadata do not', async () => {
    does({ a: counted() })
    const config = { provider: '@one', ...SIMPLE }
    const first = await ask(TARGET, { headers: headersOf(config, ['x-for', 'apart']) })
    const rows: [more: [string, string], hit: boolean][] = [
      [['x-portkey-trace-id', 'another'], true],
      [['x-portkey-metadata', '{"_user":"u"}'], true],
      [['x-portkey-cache-namespace', 'blue'], false],
      [['authorization', 'Bearer sk-of-another'], false],
      [['x-portkey-api-key', 'another'], false],
    ]
    for (const [more, hit] of rows) {
      const answer = await ask(TARGET, { headers: headersOf(config, ['x-for', 'apart'], more) })
      assert.equal(answer.text() === first.text(), hit, more[0])
      assert.equal(status(answer), hit ? 'HIT' : 'MISS', more[0])
    }
  })

  promises('in a tree each target has its own; what one failed to answer is asked again', async () => {
    does({ a: says(503), b: counted() })
    for (const [expected, asked] of [
      ['MISS', [1, 1]],
      ['HIT', [2, 1]],
    ] as const) {
      const answer = await ask(TARGET, { headers: headersOf('pc-tree') })
      assert.deepEqual([answer.status, answer.text(), status(answer), calls()], [200, '{"n":1}', expected, asked])
      assert.deepEqual(
        [answer.header('x-portkey-provider'), answer.header('x-portkey-last-used-option-index')],
        ['two', 'config.targets[1]'],
        'who gave the answer, not who failed to',
      )
    }
    does({ a: counted() })
    const well = await ask(TARGET, { headers: headersOf('pc-tree') })
    assert.deepEqual([well.text(), status(well)], ['{"n":1}', 'MISS'])
    assert.equal(well.header('x-portkey-last-used-option-index'), 'config.targets[0]')
    const again = await ask(TARGET, { headers: headersOf('pc-tree') })
    assert.deepEqual(written(again).at(-2), written(well).at(-2))
    assert.equal(status(again), 'HIT')
  })

  promises('what passes through as it came is kept too, for the place it names', async () => {
    does({ a: counted(), b: counted() })
    const tree = { strategy: { mode: 'fallback' }, ...SIMPLE, targets: [{ passthrough: true }, { provider: '@one' }] }
    const ask_ = (provider: string) =>
      ask(TARGET, { headers: headersOf(tree, ['x-for', 'passing'], ['x-portkey-provider', provider]) })
    const told: (string | undefined)[] = []
    for (const provider of ['@one', '@one', '@two', '@two']) told.push(status(await ask_(provider)))
    assert.deepEqual(
      [told, calls()],
      [
        ['MISS', 'HIT', 'MISS', 'HIT'],
        [1, 1],
      ],
    )
  })

  promises('what is wrong with a cache is said, and nothing is sent', async () => {
    for (const cache of [{ mode: 'simple', max_age: '60' }, { mode: 'other' }, { mode: 'simple', ttl: 1 }, 'simple']) {
      const answer = await ask(TARGET, { headers: headersOf({ provider: '@one', cache }) })
      assert.deepEqual(
        [answer.status, answer.header('x-strait-error')],
        [400, 'bad_control_header'],
        JSON.stringify(cache),
      )
      assert.match(answer.text(), /cache/)
    }
    assert.deepEqual(calls(), [0, 0])
  })
})
