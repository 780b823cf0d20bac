import assert from 'node:assert/strict'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ReceivedRequest, RequestOptions } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
bounds: { edited_body: 100kB }
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
routes:
  - { path: /r/*, to: { provider: a, override: { temperature: 0, meta: { tier: gold } } } }
  - { path: /recoded/*, to: { provider: a, override: { temperature: 0 }, override_encoded: true } }
  - path: /tree/*
    to:
      strategy: fallback
      override: { by: tree, model: of-the-tree }
      targets: [{ provider: a, override: { model: of-a } }, { provider: b, override: { own: [1, "\\u00e9"] } }]
  - path: /prefix/*
    to: { by_model: { "fast/*": { provider: a, override: { model: "mini-{rest}" } } } }
  - { path: /made/*, to: { provider: a, override: { model: "my-{rest}" } } }
  - { path: /in-the-way/*, to: { strategy: fallback, targets: [{ provider: a, override: { x: 1 } }, { provider: b }] } }
`,
  })
  const last = (): ReceivedRequest => at.a.requests.at(-1) as ReceivedRequest
  const send = async (target: string, body: string, sent: RequestOptions = {}): Promise<string> => {
    const bytes = Buffer.from(body)
    const answer = await ask(target, { ...sent, body: [bytes.subarray(0, 5), bytes.subarray(5)] })
    assert.equal(answer.status, 200, answer.text())
    return last().content.bytes().toString()
  }

  promises('the members are set, and no other byte changes', async () => {
    const rows: [sent: string, arrived: string][] = [
      [
        '{ "model" : "m",\t"temperature":1.00e0 , "big":12345678901234567890, "meta": {"tier": "old", "a":"\\u0041"} }\n',
        '{ "model" : "m",\t"temperature":0 , "big":12345678901234567890, "meta": {"tier": "gold", "a":"\\u0041"} }\n',
      ],
      ['{"temperature":0,"meta":{"tier":"gold"}}', '{"temperature":0,"meta":{"tier":"gold"}}'],
      ['{"temperature":2,"x":1,"x":2,"meta":{"tier":"gold"}}', '{"temperature":0,"x":1,"x":2,"meta":{"tier":"gold"}}'],
      [
        '{"\\u0074emperature": [1, {"temperature":3}],"meta":{"tier":1}}',
        '{"\\u0074emperature": 0,"meta":{"tier":"gold"}}',
      ],
      [
        '{"a":{"temperature":1},"temperature":1,"meta":{"tier":null}}',
        '{"a":{"temperature":1},"temperature":0,"meta":{"tier":"gold"}}',
      ],
      ['{"é":"ü😀","temperature":1,"meta":{"tier":"x"}}', '{"é":"ü😀","temperature":0,"meta":{"tier":"gold"}}'],
    ]
    for (const [sent, arrived] of rows) assert.equal(await send('/r/x', sent), arrived)
  })

  promises('what is missing is added, behind all that was there', async () => {
    const sent = '{ "model" : "m", "meta": { "a": 1.0 } }'
    const arrived = await send('/r/x', sent)
    assert.ok(arrived.startsWith('{ "model" : "m", "meta": { "a": 1.0'), arrived)
    assert.deepEqual(JSON.parse(arrived), { model: 'm', meta: { a: 1, tier: 'gold' }, temperature: 0 })
    assert.deepEqual(JSON.parse(await send('/r/x', '{}')), { temperature: 0, meta: { tier: 'gold' } })
    assert.deepEqual(JSON.parse(await send('/r/x', '{"meta":5}')), { temperature: 0, meta: { tier: 'gold' } })
  })

  promises('framing is the client’s, with the length of what is sent', async () => {
    const body = '{"temperature":1.0000,"meta":{"tier":"gold"}}'
    await send('/r/x', body, { chunked: true })
    assert.deepEqual([last().framing.kind, last().header('content-length')], ['chunked', undefined])
    await send('/r/x', body)
    assert.deepEqual([last().framing.kind, last().header('transfer-encoding')], ['length', undefined])
    assert.equal(last().header('content-length'), String(last().content.length))
    assert.equal(last().content.length, body.length - '.0000'.length)
  })

  promises('a hash of what the body was is not sent beside what it is', async () => {
    const headers = {
      'content-type': 'application/json',
      'content-md5': 'AAAA',
      'content-digest': 'sha-256=:AAAA:',
      'x-y': 'z',
    }
    await send('/r/x', '{"model":"m"}', { headers })
    assert.deepEqual(
      [last().header('content-md5'), last().header('content-digest'), last().header('x-y')],
      [undefined, undefined, 'z'],
    )
  })

  promises('what is no JSON object is refused before anything is sent', async () => {
    for (const body of ['[1]', '"text"', '{"a":', 'plain', '{"temperature":1} x']) {
      const answer = await ask('/r/x', { body, headers: { 'content-type': 'application/json' } })
      const { message } = assertRefused(answer, 415, 'override_not_json', body)
      assert.match(message, /JSON/)
    }
    for (const body of ['[1]', '{"a":']) assertRefused(await ask('/in-the-way/x', { body }), 415, 'override_not_json')
    assert.equal(asked(), '', 'nor is the next target asked: the request is what is wrong')
    assert.equal((await ask('/r/x', { method: 'GET' })).status, 200, 'without a body there is nothing to change')
  })

  promises('a compressed body is refused, or recoded where the config says so', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const body = gzipSync('{"temperature":1,  "model":"m"}')
    assertRefused(await ask('/r/x', { headers, body }), 415, 'override_encoded')
    assert.equal(asked(), '')
    for (const chunked of [false, true]) {
      assert.equal((await ask('/recoded/x', { headers, body, chunked })).status, 200)
      assert.equal(gunzipSync(last().content.bytes()).toString(), '{"temperature":0,  "model":"m"}')
      assert.equal(last().header('content-encoding'), 'gzip')
      assert.equal(last().framing.kind, chunked ? 'chunked' : 'length')
    }
    at.a.clear()
    const zstd = { ...headers, 'content-encoding': 'zstd' }
    assertRefused(await ask('/recoded/x', { headers: zstd, body }), 415, 'override_encoded')
    const bomb = gzipSync(JSON.stringify({ text: 'x'.repeat(5_000_000) }))
    assertRefused(await ask('/recoded/x', { headers, body: bomb }), 413, 'body_too_large_to_edit')
    const broken = await ask('/recoded/x', { headers, body: body.subarray(0, -6) })
    assert.equal(broken.status, 415)
    assert.equal(asked(), '')
  })

  promises('one that is too large to be held is refused', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(200_000) })
    for (const chunked of [false, true])
      assertRefused(await ask('/r/x', { body, chunked }), 413, 'body_too_large_to_edit')
    assert.equal(asked(), '')
  })

  promises('in a tree each target has the group’s members under its own, from the client’s body', async () => {
    does({ a: says(503) })
    assert.equal((await ask('/tree/x', { body: '{"model":"m","n":1.0}' })).text(), 'b')
    const [first, second] = [at.a, at.b].map((one) => one.requests[0]?.content.bytes().toString() ?? '')
    assert.ok(first?.startsWith('{"model":"of-a","n":1.0'), first)
    assert.ok(second?.startsWith('{"model":"of-the-tree","n":1.0'), second)
    assert.deepEqual(JSON.parse(first ?? ''), { model: 'of-a', n: 1, by: 'tree' })
    assert.deepEqual(JSON.parse(second ?? ''), { model: 'of-the-tree', n: 1, by: 'tree', own: [1, 'é'] })
  })

  promises('the model may be made of the one that was asked for', async () => {
    assert.equal(await send('/prefix/x', '{ "model":"fast/large", "n":1.0 }'), '{ "model":"mini-large", "n":1.0 }')
  })

  promises('the model is set in every body that it was read in, whatever it is called', async () => {
    const body = '{ "model":"fast/large", "n":1.0 }'
    const curl = { 'content-type': 'application/x-www-form-urlencoded' }
    const rows: Record<string, string>[] = [
      curl,
      {},
      { 'content-type': 'application/json', 'content-encoding': 'identity' },
    ]
    for (const headers of rows)
      assert.equal(await send('/prefix/x', body, { headers }), body.replace('fast/', 'mini-'), JSON.stringify(headers))
  })

  promises('a body without a model passes as it is, however large, where a model would be set', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const body of ['model=m', ' [{"model":"m"}]', '{"model":', `a=${'x'.repeat(200_000)}`])
      assert.equal(await send('/made/x', body, { headers }), body)
    assert.equal(await send('/made/x', '{"model":"m"}', { headers }), '{"model":"my-m"}')
  })
})
