import assert from 'node:assert/strict'
import { chunkBytes, lastChunk, type RequestOptions, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene, sha256 } from './scene.ts'
import { says } from './scripts.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked } = scene(use, {
    targets: ['yes', 'no'],
    config: (url) => {
      const route = (name: string, query: string) => `
  - path: /${name}/*
    to:
      strategy: conditional
      when: [{ if: ${query}, use: first }]
      else: other
      targets: [{ name: first, url: "${url.yes}" }, { name: other, url: "${url.no}" }]`
      return `
bounds: { edited_body: 1MB }
routes:
${route('model', '{ body.model: { $regex: "^gpt-5" } }')}
${route('deep', '{ params.messages.1.content.0.text: { $regex: "(?i)weather" } }')}
${route('tools', '{ body.tools: { $exists: true } }')}
${route('number', '{ body.max_tokens: { $gte: 100, $lt: 200 } }')}
${route('header', '{ headers.x-plan: { $in: [paid, trial] } }')}
${route('metadata', '{ metadata.team: red, metadata.level: { $gt: 3 } }')}
${route('method', '{ method: { $ne: POST } }')}
${route('url', '{ url.path: { $regex: "/images/" }, url.query.size: large }')}
${route('either', '{ $or: [{ headers.x-a: "1" }, { $and: [{ headers.x-b: "2" }, { body.c: 3 }] }] }')}
${route('not', '{ $not: { body.model: { $in: [a, b] } } }')}
${route('costly', '{ headers.x-text: { $regex: "^(a+)+$" } }')}
${route('costly-body', '{ body.text: { $regex: "^(([a-z])+.)+[A-Z]([a-z])+$" } }')}
  - path: /strict/*
    to: { strategy: conditional, when: [{ if: { body.model: m }, use: only }], targets: [{ name: only, url: "${url.yes}" }] }
  - path: /in-turn/*
    to:
      strategy: conditional
      when: [{ if: { headers.x-go: yes }, use: group }, { if: { body.model: m }, use: other }]
      targets:
        - { name: group, strategy: fallback, targets: [{ url: "${url.yes}" }, { url: "${url.no}" }] }
        - { name: other, url: "${url.no}" }
`
    },
  })

  const rows: [target: string, sent: RequestOptions, chosen: 'yes' | 'no'][] = [
    ['/model/x', { body: '{"model":"gpt-5-mini"}' }, 'yes'],
    ['/model/x', { body: '{"model":"gpt-4"}' }, 'no'],
    ['/model/x', { body: '{ "a" : {"model":"gpt-5"}, "model" : "\\u0067pt-5" }' }, 'yes'],
    ['/model/x', { body: '{ "a" : {"model":"gpt-5"} }' }, 'no'],
    ['/model/x', { body: '[1,2]' }, 'no'],
    ['/model/x', { body: 'no JSON, "model":"gpt-5"', headers: { 'content-type': 'text/plain' } }, 'no'],
    ['/model/x', { method: 'GET' }, 'no'],
    ['/deep/x', { body: '{"messages":[{},{"content":[{"text":"the Weather in"}]}]}' }, 'yes'],
    ['/deep/x', { body: '{"messages":[{"content":[{"text":"the Weather in"}]}]}' }, 'no'],
    ['/tools/x', { body: '{"tools":[]}' }, 'yes'],
    ['/tools/x', { body: '{"toolz":[]}' }, 'no'],
    ['/number/x', { body: '{"max_tokens":1.5e2}' }, 'yes'],
    ['/number/x', { body: '{"max_tokens":200}' }, 'no'],
    ['/header/x', { headers: { ...JSON_TYPE, 'X-Plan': 'trial' } }, 'yes'],
    ['/header/x', { headers: { ...JSON_TYPE, 'X-Plan': 'free' } }, 'no'],
    ['/metadata/x', { headers: { ...JSON_TYPE, 'x-portkey-metadata': '{"team":"red","level":4}' } }, 'yes'],
    ['/metadata/x', { headers: { ...JSON_TYPE, 'x-portkey-metadata': '{"team":"red","level":3}' } }, 'no'],
    ['/metadata/x', { headers: { ...JSON_TYPE, 'x-portkey-metadata': '{"level":4}' } }, 'no'],
    ['/metadata/x', {}, 'no'],
    ['/method/x', { method: 'GET' }, 'yes'],
    ['/method/x', {}, 'no'],
    ['/url/images/x?size=large', {}, 'yes'],
    ['/url/images/x?size=small', {}, 'no'],
    ['/url/chat?size=large', {}, 'no'],
    ['/either/x', { headers: { 'x-a': '1' } }, 'yes'],
    ['/either/x', { headers: { ...JSON_TYPE, 'x-b': '2' }, body: '{"c":3}' }, 'yes'],
    ['/either/x', { headers: { ...JSON_TYPE, 'x-b': '2' }, body: '{"c":4}' }, 'no'],
    ['/not/x', { body: '{"model":"c"}' }, 'yes'],
    ['/not/x', { body: '{"model":"a"}' }, 'no'],
  ]
  promises('the condition decides, and the request goes on as it came', async () => {
    for (const [target, sent, chosen] of rows) {
      at.yes.clear()
      at.no.clear()
      const what = `${target} ${JSON.stringify(sent)}`
      assert.equal((await ask(target, sent)).text(), chosen, what)
      assert.equal(asked(), chosen, what)
      const [request] = at[chosen].requests
      assert.equal(request?.content.bytes().toString(), sent.body ?? (sent.method === 'GET' ? '' : '{"model":"m"}'))
    }
  })

  promises('the first that holds; without one the caller is told', async () => {
    assert.equal((await ask('/in-turn/x', { headers: { ...JSON_TYPE, 'x-go': 'yes' } })).text(), 'yes')
    assert.equal((await ask('/in-turn/x')).text(), 'no')
    does({ yes: says(503) })
    assert.equal((await ask('/in-turn/x', { headers: { ...JSON_TYPE, 'x-go': 'yes' } })).text(), 'no', 'by its group')
    at.yes.clear()
    at.no.clear()
    assertRefused(await ask('/strict/x', { body: '{"model":"other"}' }), 400, 'no_condition_met')
    assert.equal(asked(), '')
  })

  promises(
    'a body that comes slowly decides as soon as the place is here, and arrives byte for byte',
    async (stage) => {
      const begin = `{ "messages": [ {}, {"content": [{"text": "Weather, ${'x'.repeat(9_000)}`
      const rest = Array.from({ length: 30 }, (_, i) => `${i} \\u00e9\\"`.repeat(300))
      const end = '"}]}], "n": 1.0, "n": 2 }'
      const whole = [begin, ...rest, end].join('')
      // Only when this string has ended is known what stands there; the model stands in front.
      const early = `{"model":"gpt-5", "text":"${'y'.repeat(9_000)}`
      using client = await stage.connect()
      await client.write(
        'POST /model/x HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
      )
      await client.write(chunkBytes(early))
      const seen = await at.yes.waitForRequest()
      await until(() => seen.content.length > 0, { what: 'its beginning at the target' })
      assert.equal(seen.state, 'reading', 'the rest was not sent yet')
      await client.write(chunkBytes('", "a": 1}'))
      await client.write(lastChunk())
      assert.equal((await client.readResponse()).text(), 'yes')
      assert.equal(seen.content.bytes().toString(), `${early}", "a": 1}`)
      at.yes.clear()
      for (const chunked of [true, false]) {
        const answer = await ask('/deep/x', { body: [begin, ...rest, end], chunked })
        assert.equal(answer.text(), 'yes')
        const request = at.yes.requests.at(-1)
        assert.equal(request?.content.sha256(), sha256(whole))
        assert.equal(request?.framing.kind, chunked ? 'chunked' : 'length')
      }
    },
  )

  promises('a body that is too large to be looked through is refused, where the place is not in front', async () => {
    const filler = `"filler":"${'z'.repeat(1_200_000)}"`
    assert.equal((await ask('/model/x', { body: `{"model":"gpt-5",${filler}}` })).text(), 'yes')
    assertRefused(await ask('/model/x', { body: `{${filler},"model":"gpt-5"}` }), 413, 'body_too_large_to_read')
  })

  promises('no pattern and no text keeps the others waiting', async () => {
    const began = performance.now()
    const headers = { ...JSON_TYPE, 'x-text': `${'a'.repeat(8_000)}!` }
    const [answer, other] = await Promise.all([ask('/costly/x', { headers }), ask('/header/x')])
    assert.deepEqual([answer.text(), other.text()], ['no', 'no'])
    const text = 'aaaaaaaaaa'.repeat(20_000)
    const body = await ask('/costly-body/x', { body: JSON.stringify({ text }) })
    assert.ok(body.status === 200 || body.header('x-strait-error') === 'condition_too_costly', `${body.status}`)
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`)
  })
})
