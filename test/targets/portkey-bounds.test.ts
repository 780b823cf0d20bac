import assert from 'node:assert/strict'
import { assertNoSecret } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { KEY, portkeyScene, told } from './portkey-scene.ts'
import { says } from './scripts.ts'

type Tree = Record<string, unknown>

const fallback = (targets: readonly unknown[], more: object = {}): Tree => ({
  strategy: { mode: 'fallback' },
  targets,
  ...more,
})

/** `levels` groups in each other, around `leaf`. */
function nested(levels: number, leaf: object): Tree {
  let tree: unknown = leaf
  for (let i = 0; i < levels; i++) tree = fallback([tree])
  return tree as Tree
}

/** Written so, since an object with a `then` passes for a promise. */
const when = (query: object, target: string) =>
  Object.fromEntries([['query', query] as const, ['then', target] as const])

forEachRuntime((_runtime, use) => {
  const { promises, does, asks, asked, target, at } = portkeyScene(
    use,
    (url) => `
configs:
  pc-deep: ${JSON.stringify(nested(8, { provider: '@one' }))}
  pc-many: ${JSON.stringify(fallback(Array(40).fill({ provider: '@two', custom_host: `${url.b}/many` })))}
  pc-others: { provider: "@one", allow: [] }
`,
  )

  promises('six levels, thirty-two targets and eight attempts, and no more', async () => {
    assert.equal((await asks(nested(6, target('a')))).text(), 'a')
    assert.equal((await asks(fallback(Array(32).fill(target('a'))))).text(), 'a')
    at.a.clear()
    does({ a: says(503, 'no') })
    const eight = await asks(fallback(Array(20).fill(target('a')), { retry: { attempts: 0 } }))
    assert.deepEqual([eight.status, eight.text(), at.a.requests.length], [503, 'no', 8])
    at.a.clear()
    const retried = await asks(fallback([target('a'), target('a'), target('a')], { retry: { attempts: 3 } }))
    assert.deepEqual([retried.status, at.a.requests.length], [503, 8], 'whoever asks again')
    at.a.clear()
    const refused = [
      nested(7, target('a')),
      fallback(Array(33).fill(target('a'))),
      fallback([fallback(Array(20).fill(target('a'))), fallback(Array(20).fill(target('a')))]),
    ]
    for (const config of refused) {
      const answer = await asks(config)
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [400, 'bad_control_header'])
      assert.match(answer.text(), /more than (?:6|32)/)
    }
    assert.equal(asked(), '')
  })

  promises('a config of the operator is as large as it was written', async () => {
    assert.equal((await asks('pc-deep')).text(), 'a')
    does({ b: says(503, 'no') })
    const answer = await asks('pc-many')
    assert.deepEqual([answer.status, at.b.requests.length], [503, 40])
    assert.deepEqual(told(answer), ['config.targets[39]', '0'])
  })

  promises('a config that can’t be followed is 400 that says where, and nothing is sent', async () => {
    const a = target('a')
    const rows: [config: Tree, says: RegExp][] = [
      [{ strategy: { mode: 'fallback' }, targets: [] }, /targets/],
      [{ strategy: { mode: 'fallbak' }, targets: [a] }, /strategy\.mode/],
      [{ targets: [a, a] }, /strategy/],
      [
        { strategy: { mode: 'loadbalance' }, targets: [target('a', { weight: 0 }), target('b', { weight: 0 })] },
        /weight/,
      ],
      [fallback([target('a', { weight: -1 })]), /targets\[0\].*weight/],
      [fallback([target('a', { name: 'x' }), target('b', { name: 'x' })]), /same name/],
      [fallback([a, { override_params: { x: 1 } }]), /targets\[1\].*provider/],
      [fallback([a, { passthrough: true, provider: 'openai' }]), /passthrough/],
      [fallback([a, target('b', { retry: { attempts: 11 } })]), /retry\.attempts/],
      [fallback([a, target('b', { retry: { attempts: 1, on_status_codes: ['429'] } })]), /on_status_codes/],
      [fallback([a, target('b', { override_params: [1] })]), /override_params/],
      [fallback([a, target('b', { nonsense: 1 })]), /nonsense/],
      [fallback([a, { provider: 'nobody-knows' }]), /targets\[1\]/],
      [fallback([a], { override_params: 'x' }), /override_params/],
      [
        { strategy: { mode: 'conditional', conditions: [when({ 'metadata.x': 1 }, 'none')] }, targets: [a] },
        /conditions\[0\]\.then/,
      ],
      [
        {
          strategy: { mode: 'conditional', conditions: [when({ 'metadata.x': { $like: 1 } }, 'a')] },
          targets: [{ ...a, name: 'a' }],
        },
        /query/,
      ],
      [{ strategy: { mode: 'conditional', conditions: [], default: 'none' }, targets: [a] }, /default/],
    ]
    for (const [config, says_] of rows) {
      const answer = await asks(config)
      const what = JSON.stringify(config)
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [400, 'bad_control_header'], what)
      assert.match(answer.text(), says_, what)
      assert.match(answer.text(), /x-portkey-config/, what)
      assertNoSecret([answer.text()], [KEY.a, KEY.b])
    }
    assert.equal(asked(), '')
  })

  promises('what passes through needs somebody to go to, whoever would be asked first', async () => {
    for (const targets of [
      [target('a'), { passthrough: true }],
      [{ passthrough: true }, target('a')],
    ]) {
      for (const mode of ['fallback', 'loadbalance']) {
        const answer = await asks({ strategy: { mode }, targets })
        assert.deepEqual([answer.status, answer.header('x-strait-error')], [400, 'no_original'], mode)
        assert.match(answer.text(), /x-portkey-provider/)
      }
    }
    assert.equal(asked(), '')
  })

  promises('every host passes the guard before the first attempt', async () => {
    for (const host of [
      'http://169.254.169.254/v1',
      'http://10.0.0.1',
      'http://[::ffff:169.254.169.254]',
      'http://0x7f.2',
    ]) {
      const answer = await asks(fallback([target('a'), target('b', { custom_host: host })]))
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [403, 'egress_refused'], host)
    }
    const held = await asks(fallback([target('a'), { provider: '@one', custom_host: at.b.url }]))
    assert.deepEqual([held.status, held.header('x-strait-error')], [400, 'host_with_held_key'])
    assert.equal(asked(), '')
  })

  promises('a host in a header is for what passes through alone', async () => {
    does({ a: says(503, 'no') })
    const answer = await asks(fallback([target('a'), { provider: '@two' }]), [
      ['x-portkey-custom-host', `${at.a.url}/of-the-header`],
    ])
    assert.deepEqual([answer.text(), asked()], ['b', 'a b'])
    assert.deepEqual(
      [at.a.requests[0]?.target, at.b.requests[0]?.target],
      ['/v1/chat/completions', '/two/v1/chat/completions'],
    )
  })

  promises('who may not use a stored config is told what is told of one that is not there', async () => {
    const [not, never] = [await asks('pc-others'), await asks('pc-nowhere')]
    assert.equal(not.status, 400)
    const text = (body: string) => body.replace(/"request_id":"[^"]*"/, '')
    assert.equal(text(not.text()), text(never.text()))
    assert.equal(asked(), '')
  })
})
