import assert from 'node:assert/strict'
import { assertNoSecret } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { completes, KEY, messages, portkeyScene, told } from './portkey-scene.ts'
import { says } from './scripts.ts'

/** Written so, since an object with a `then` passes for a promise. */
const when = (query: object, target: string) =>
  Object.fromEntries([['query', query] as const, ['then', target] as const])

const headersOf = (got: unknown) => (got as { getHeaders(): Record<string, string> }).getHeaders()

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
}

forEachRuntime((_runtime, use) => {
  const { promises, at, does, asks, asked, target, client, received } = portkeyScene(
    use,
    (url) => `
configs:
  pc-nested:
    strategy: { mode: fallback, on_status_codes: [500] }
    override_params: { temperature: 0 }
    targets:
      - strategy: { mode: loadbalance }
        targets: [{ provider: "@one", weight: 0 }, { provider: "@one", override_params: { model: inner } }]
      - { provider: "@two", override_params: { temperature: 1 } }
  pc-host:
    targets: [{ provider: openai, custom_host: "${url.b}/stored", api_key: ${KEY.b} }]
`,
  )
  const bodies = () => received().map(({ request }) => request.content.bytes().toString())
  const lastBody = () => JSON.parse(bodies().at(-1) ?? '{}') as Record<string, unknown>

  promises('portkey-ai: fallback from one target to the next, each with its key and params', async (stage) => {
    does({ a: says(503, '{}'), b: completes('from b') })
    const config = {
      strategy: { mode: 'fallback' },
      targets: [target('a'), target('b', { override_params: { model: 'model-of-b' } })],
    }
    const portkey = client(stage, { config })
    const got = await portkey.chat.completions.create({ model: 'gpt-4o', messages })
    assert.equal(got.choices[0]?.message?.content, 'from b')
    assert.equal(headersOf(got)['last-used-option-index'], 'config.targets[1]')
    assert.equal(headersOf(got)['provider'], 'openai')
    assert.equal(asked(), 'a b')
    assert.deepEqual(bodies(), [
      '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello!"}]}',
      '{"model":"model-of-b","messages":[{"role":"user","content":"Hello!"}]}',
    ])
    const [toA, toB] = received().map(({ request }) => request.rawHead.toString('latin1'))
    assert.ok(toA !== undefined && toB !== undefined)
    assert.ok(toA.includes(KEY.a) && toB.includes(KEY.b))
    assertNoSecret([toA], [KEY.b, KEY.strait])
    assertNoSecret([toB], [KEY.a, KEY.strait])
  })

  promises('portkey-ai: a stream of the second target', async (stage) => {
    does({ a: says(429, '{}', { 'retry-after': '60' }), b: completes('letters') })
    // A config of its own: its first target rests for a minute from here on.
    const targets = [target('a', { name: 'rests' }), target('b')]
    const portkey = client(stage, { config: { strategy: { mode: 'fallback' }, targets } })
    let text = ''
    const stream = await portkey.chat.completions.create({ model: 'm', messages, stream: true })
    for await (const chunk of stream as AsyncIterable<Chunk>) text += chunk.choices[0]?.delta.content ?? ''
    assert.deepEqual([text, asked()], ['letters', 'a b'])
  })

  promises('portkey-ai: conditional on metadata and params, and its default', async (stage) => {
    does({ a: completes('paid'), b: completes('free') })
    const config = {
      strategy: {
        mode: 'conditional',
        conditions: [
          when({ 'metadata.user_plan': { $eq: 'paid' } }, 'paid'),
          when({ $and: [{ 'params.model': { $regex: '^o\\d' } }, { 'params.temperature': { $gte: 0.5 } }] }, 'paid'),
        ],
        default: 'free',
      },
      targets: [target('a', { name: 'paid' }), target('b', { name: 'free' })],
    }
    const rows: [metadata: object, ask: object, content: string][] = [
      [{ user_plan: 'paid' }, { model: 'm' }, 'paid'],
      [{ user_plan: 'none' }, { model: 'm' }, 'free'],
      [{}, { model: 'o3', temperature: 0.5 }, 'paid'],
      [{}, { model: 'o3', temperature: 0.4 }, 'free'],
      [{}, { model: 'pro-o3', temperature: 1 }, 'free'],
    ]
    for (const [metadata, ask, content] of rows) {
      const portkey = client(stage, { config, metadata })
      const got = await portkey.chat.completions.create({ messages, ...ask } as never)
      const { choices } = got as { choices: { message: { content: string } }[] }
      assert.equal(choices[0]?.message.content, content, JSON.stringify([metadata, ask]))
    }
  })

  promises('portkey-ai: loadbalance by weight', async (stage) => {
    does({ a: completes('a'), b: completes('b') })
    const share = async (weights: readonly [number, number], times: number) => {
      const targets = [target('a', { weight: weights[0] }), target('b', { weight: weights[1] })]
      const portkey = client(stage, { config: { strategy: { mode: 'loadbalance' }, targets } })
      for (const name of ['a', 'b'] as const) at[name].clear()
      does({ a: completes('a'), b: completes('b') })
      for (let i = 0; i < times; i++) await portkey.chat.completions.create({ model: 'm', messages })
      return at.a.requests.length / times
    }
    assert.equal(await share([0, 1], 10), 0)
    assert.equal(await share([1, 0], 10), 1)
    // 120 of a chance of 3/4: outside of these bounds once in a million runs.
    const most = await share([0.75, 0.25], 120)
    assert.ok(most > 0.53 && most < 0.94, `${most}`)
  })

  promises('portkey-ai: passthrough goes where the client itself says, untouched by the tree', async (stage) => {
    does({ a: completes('tree'), b: completes('mine') })
    const config = {
      strategy: { mode: 'conditional', conditions: [when({ 'metadata.vip': true }, 'held')], default: 'mine' },
      override_params: { model: 'of-the-tree' },
      targets: [target('a', { name: 'held' }), { name: 'mine', passthrough: true }],
    }
    const mine = { provider: 'openai', customHost: `${at.b.url}/my/own`, Authorization: 'Bearer sk-of-the-client' }
    const portkey = client(stage, { config, ...mine })
    const got = await portkey.chat.completions.create({ model: 'my-model', messages, odd: [1.0] } as never)
    assert.equal(headersOf(got)['last-used-option-index'], 'config.targets[1]')
    const [only] = at.b.requests
    assert.deepEqual(
      [only?.target, only?.header('authorization')],
      ['/my/own/chat/completions', 'Bearer sk-of-the-client'],
    )
    assert.equal(lastBody()['model'], 'my-model')
    const vip = client(stage, { config, ...mine, metadata: { vip: true } })
    await vip.chat.completions.create({ model: 'my-model', messages })
    assert.equal(at.a.requests[0]?.header('authorization'), `Bearer ${KEY.a}`)
    assert.deepEqual([lastBody()['model'], asked()], ['of-the-tree', 'b a'])
  })

  promises(
    'stored configs nest, hand down what stands above, and hold the operator’s hosts and keys',
    async (stage) => {
      does({ a: says(500, 'no'), b: says(200, 'b') })
      const answer = await asks('pc-nested', [], { body: '{ "model" : "m", "n": 1.0 }' })
      assert.deepEqual([answer.text(), told(answer), asked()], ['b', ['config.targets[1]', '0'], 'a b'])
      assert.deepEqual(
        bodies().map((body) => body.replace(/, ?"temperature"/, ',"temperature"')),
        ['{ "model" : "inner", "n": 1.0,"temperature":0 }', '{ "model" : "m", "n": 1.0,"temperature":1 }'],
        'nothing but the named members is another',
      )
      assert.equal(at.a.requests[0]?.header('authorization'), `Bearer ${KEY.held}`)
      does({ a: says(503, 'said') })
      const said = await asks('pc-nested')
      assert.deepEqual([said.status, told(said)], [503, ['config.targets[0].targets[1]', '0']], 'only 500 leads on')
      does({ b: completes('b') })
      await client(stage, { config: 'pc-host' }).chat.completions.create({ model: 'm', messages })
      assert.deepEqual(
        [at.b.requests.at(-1)?.target, at.b.requests.at(-1)?.header('authorization')],
        ['/stored/chat/completions', `Bearer ${KEY.b}`],
      )
    },
  )
})
