import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '@strait/core'
import { type Does, FALLBACK, fails, inTurn, keyOf, routed, says, sentBody, Trees } from './tree-fixture.ts'

test('a body that came in pieces goes whole to each target, and one over the limit goes once', async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const text of ['{"model":', '"m",', '"x":1}']) yield utf8(text)
  }
  const reads: string[] = []
  const reading: Does = async (request) => {
    reads.push(await sentBody(request))
    return says(500)(request, 0)
  }
  const trees = await Trees.of(routed(FALLBACK), { a: reading, b: reading })
  assert.deepEqual((await trees.ask('/r/x', pieces())).asked, ['a', 'b'])
  assert.deepEqual(reads, ['{"model":"m","x":1}', '{"model":"m","x":1}'])
  const small = await Trees.of(`bounds: { replay: 10B }\n${routed(FALLBACK)}`, { a: reading, b: reading })
  const once = await small.ask('/r/x', pieces())
  assert.deepEqual([once.asked, once.status], [['a'], 500])
})

test('an attempt that was given up in the middle of the upload takes no byte from the next', async () => {
  let more: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    more = resolve
  })
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield utf8('one ')
    await gate
    yield utf8('two ')
    yield utf8('three')
  }
  const early: Does = async (request) => {
    const { body } = request
    assert.ok(body.kind === 'stream')
    const chunks = body.chunks[Symbol.asyncIterator]()
    await chunks.next()
    chunks.next().catch(() => {})
    setTimeout(more, 5)
    return says(503)(request, 0)
  }
  let read = ''
  const trees = await Trees.of(routed(FALLBACK), {
    a: early,
    b: async (request) => {
      read = await sentBody(request)
      return says(200)(request, 0)
    },
  })
  assert.equal((await trees.ask('/r/x', slow())).status, 200)
  assert.equal(read, 'one two three')
})

test('retry: what is tried again, and how often', async () => {
  const to = '{ provider: a, retry: { attempts: 2, backoff: { initial: 1ms, max: 1ms } } }'
  const rows: [does: Does, times: number, method?: string][] = [
    [says(200), 1],
    [says(400), 1],
    [says(501), 1],
    [says(429), 3],
    [says(503), 3],
    [inTurn(says(503), says(200)), 2],
    [fails('upstream_refused', 'no'), 3],
    [fails('upstream_tls', 'no'), 3],
    [fails('upstream_unresolved', 'no'), 3],
    [fails('upstream_reset', 'maybe'), 1],
    [fails('upstream_reset', 'maybe'), 3, 'GET'],
  ]
  for (const [does, times, method = 'POST'] of rows) {
    const trees = await Trees.of(routed(to), { a: does })
    const got = await trees.ask('/r/x', method === 'GET' ? undefined : '{}', { method })
    assert.equal(got.asked.length, times)
  }
})

test('retry: a provider is asked again when it says, or not at all where that is too long', async () => {
  const to = '{ provider: a, retry: { attempts: 1, longest_wait: 5s, backoff: { initial: 1ms, max: 1ms } } }'
  const long = await Trees.of(routed(to), { a: says(429, 'wait', ['retry-after', '6']) })
  const told = await long.ask('/r/x')
  assert.deepEqual([told.asked.length, told.body], [1, 'wait'])
  const short = await Trees.of(routed(to), { a: inTurn(says(429, '', ['retry-after-ms', '60']), says(200)) })
  const began = performance.now()
  assert.equal((await short.ask('/r/x')).status, 200)
  assert.ok(performance.now() - began >= 60)
})

test('retry: not beyond what the caller waits', async () => {
  const to = '{ provider: a, retry: { attempts: 1 } }'
  const trees = await Trees.of(routed(to), { a: says(429, '', ['retry-after', '3']) })
  const got = await trees.ask('/r/x', '{}', { headers: ['x-stainless-timeout', '2'] })
  assert.equal(got.asked.length, 1)
})

test('keys: the load is shared, a refused or used up key rests, and its model decides', async () => {
  const config = `
providers:
  a:
    type: openai
    url: "http://a/v1"
    keys: [ one, { key: two, name: second }, { key: three, models: "big-*" } ]
`
  const used: (string | undefined)[] = []
  const trees = await Trees.of(config, {
    a: (request) => {
      used.push(keyOf(request))
      return says(
        keyOf(request) === 'one' ? 429 : 200,
        '{}',
        keyOf(request) === 'one' ? ['retry-after', '30'] : [],
      )(request, 0)
    },
  })
  for (let i = 0; i < 20; i++) assert.equal((await trees.ask('/a/chat/completions')).status, 200)
  assert.equal(used.filter((key) => key === 'one').length <= 1, true, 'a key that is used up rests')
  assert.equal(used.includes('three'), false)
  used.length = 0
  for (let i = 0; i < 40; i++) await trees.ask('/a/chat/completions', '{"model":"big-1"}')
  assert.equal(used.includes('three'), true)
})

test('breaker: what keeps failing is left alone, until none is left', async () => {
  const to =
    '{ strategy: fallback, breaker: { failures: 2, rest: 1h, longest: 1h }, targets: [{ provider: a }, { provider: b }] }'
  const trees = await Trees.of(routed(to), { a: says(500), b: inTurn(says(200), says(200), says(200), says(500)) })
  const asked: string[] = []
  for (let i = 0; i < 7; i++) asked.push((await trees.ask('/r/x')).asked.join(''))
  // b fails from its fourth time on: two failures eject it as well, and then all are asked again.
  assert.deepEqual(asked, ['ab', 'ab', 'b', 'ba', 'ba', 'ab', 'ab'])
})

test('concurrency: beyond it the next target, or a clear word', async () => {
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const held: Does = async (request) => {
    await gate
    return says(200, 'a')(request, 0)
  }
  const alone = await Trees.of(routed('{ provider: a, concurrency: 1 }'), { a: held })
  const first = alone.ask('/r/x')
  const second = await alone.ask('/r/x')
  assert.deepEqual([second.status, second.error, second.headers.get('retry-after')], [503, 'target_busy', '1'])
  open()
  assert.equal((await first).status, 200)
  assert.equal((await alone.ask('/r/x')).status, 200, 'its place is given back')
  const two = await Trees.of(
    routed(
      '{ strategy: loadbalance, targets: [{ provider: a, concurrency: 1, weight: 1000000 }, { provider: b, weight: 0.0001 }] }',
    ),
    { a: held },
    { random: () => 0 },
  )
  const [x, y] = await Promise.all([two.ask('/r/x'), two.ask('/r/x')])
  assert.deepEqual([x.body, y.body].sort(), ['a', 'b'])
})

test('hedge: the faster of two is the answer, and the other is let go', async () => {
  const slow: Does = (request) =>
    new Promise((resolve) => setTimeout(() => resolve(says(200, 'slow')(request, 0) as never), 2000).unref?.())
  const trees = await Trees.of(routed('{ provider: a, hedge: { after: 10ms } }'), {
    a: inTurn(slow, says(200, 'fast')),
  })
  const got = await trees.ask('/r/x')
  assert.deepEqual([got.body, got.asked.length], ['fast', 2])
})

test('override: no JSON object, or one that is packed, is refused before anything is sent', async () => {
  const to = '{ provider: a, override: { x: 1 } }'
  const trees = await Trees.of(routed(to))
  const rows: [body: string, headers: string[], code: string][] = [
    ['[1]', [], 'override_not_json'],
    ['{"a":', [], 'override_not_json'],
    ['{}', ['content-encoding', 'gzip'], 'override_encoded'],
  ]
  for (const [body, headers, code] of rows) {
    const got = await trees.ask('/r/x', body, { headers })
    assert.deepEqual([got.status, got.error, got.asked], [415, code, []])
  }
  assert.equal(
    (await trees.ask('/r/x', undefined, { method: 'GET' })).status,
    200,
    'without a body there is nothing to change',
  )
})

test('hedge: a body that came in pieces goes to both, once all of it is here', async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const text of ['one ', 'two ', 'three']) yield utf8(text)
  }
  const reads: string[] = []
  const reading =
    (name: string, ms: number): Does =>
    async (request) => {
      reads.push(await sentBody(request))
      await new Promise((resolve) => setTimeout(resolve, ms))
      return says(200, name)(request, 0)
    }
  const trees = await Trees.of(routed('{ provider: a, hedge: { after: 10ms } }'), {
    a: inTurn(reading('slow', 2000), reading('fast', 0)),
  })
  const got = await trees.ask('/r/x', pieces())
  assert.deepEqual([got.body, reads], ['fast', ['one two three', 'one two three']])
})
