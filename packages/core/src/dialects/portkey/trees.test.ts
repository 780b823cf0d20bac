import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, type Upstream } from '../../../test/harness.ts'
import { portkeyStage, type Told } from '../../../test/portkey-stage.ts'

interface Asking {
  readonly config: object
  readonly headers?: readonly string[]
  readonly body?: string
  /** By host: status, or a failure of the connection. */
  readonly does?: Readonly<Record<string, readonly (number | 'refused' | 'reset')[]>>
}

interface Got extends Told {
  /** `host[/path]` of each attempt. */
  readonly asked: readonly string[]
  readonly bodies: readonly string[]
  readonly sent: readonly (readonly string[])[]
}

async function ask({ config, headers = [], body = '{"model":"m"}', does = {} }: Asking): Promise<Got> {
  const times = new Map<string, number>()
  const asked: string[] = []
  const bodies: string[] = []
  const sent: (readonly string[])[] = []
  const upstream: Upstream = ({ origin: { host }, headers: lines, body: carried }) => {
    const n = times.get(host) ?? 0
    times.set(host, n + 1)
    asked.push(host)
    sent.push(lines)
    bodies.push(carried.kind === 'bytes' ? new TextDecoder().decode(carried.bytes) : '')
    const all = does[host] ?? [200]
    const now = all[Math.min(n, all.length - 1)] as number | 'refused' | 'reset'
    if (now === 'refused') return { kind: 'failed', code: 'upstream_refused', delivered: 'no', cause: undefined }
    if (now === 'reset') return { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause: undefined }
    return answer(`{"from":"${host}"}`, { status: now, headers: ['retry-after-ms', '1'] })
  }
  const stage = await portkeyStage({ upstream })
  const told = await stage.ask({ headers: [`x-portkey-config: ${JSON.stringify(config)}`, ...headers], body })
  return { ...told, asked, bodies, sent }
}

const index = ({ answer: fields }: Told) => fields.get('x-portkey-last-used-option-index')
const retries = ({ answer: fields }: Told) => fields.get('x-portkey-retry-attempt-count')

const A = { provider: 'openai', api_key: 'key-a' }
const B = { provider: 'anthropic', api_key: 'key-b' }
const OPENAI = 'api.openai.com'
const ANTHROPIC = 'api.anthropic.com'

test('fallback goes from one to the next, each with its own key and params', async () => {
  const config = {
    strategy: { mode: 'fallback' },
    targets: [A, { ...B, override_params: { model: 'claude', max_tokens: 5 } }],
  }
  const got = await ask({ config, does: { [OPENAI]: [503] } })
  assert.deepEqual([got.status, got.asked, index(got)], [200, [OPENAI, ANTHROPIC], 'config.targets[1]'])
  assert.deepEqual(got.bodies, ['{"model":"m"}', '{"model":"claude","max_tokens":5}'])
  assert.ok(got.sent[0]?.includes('Bearer key-a') && !got.sent[1]?.some((line) => line.includes('key-a')))
  assert.ok(got.sent[1]?.includes('key-b'))
})

test('fallback: on_status_codes, and what a caller did wrong', async () => {
  const config = (strategy: object) => ({ strategy: { mode: 'fallback', ...strategy }, targets: [A, B] })
  const rows: [strategy: object, does: (number | 'refused' | 'reset')[], asked: number][] = [
    [{}, [400], 1],
    [{}, [429], 2],
    [{}, ['reset'], 2],
    [{ on_status_codes: [429] }, [500], 1],
    [{ on_status_codes: [429] }, [429], 2],
    [{ on_status_codes: [429] }, ['refused'], 2],
    [{ on_status_codes: [429] }, ['reset'], 1],
    [{ on_status_codes: [500] }, ['reset'], 2],
    [{ on_status_codes: [404] }, [404], 2],
  ]
  for (const [strategy, does, asked] of rows) {
    const got = await ask({ config: config(strategy), does: { [OPENAI]: does } })
    assert.equal(got.asked.length, asked, JSON.stringify([strategy, does]))
  }
})

test('retry: so many more, as documented, and the count is told', async () => {
  const config = { ...A, retry: { attempts: 2, use_retry_after_header: true } }
  const good = await ask({ config, does: { [OPENAI]: [429, 200] } })
  assert.deepEqual([good.status, good.asked.length, retries(good)], [200, 2, '1'])
  const bad = await ask({ config, does: { [OPENAI]: [503] } })
  assert.deepEqual([bad.status, bad.asked.length, retries(bad)], [503, 3, '-1'])
  const codes = await ask({
    config: { ...A, retry: { attempts: 2, on_status_codes: [503] } },
    does: { [OPENAI]: [429] },
  })
  assert.deepEqual([codes.asked.length, retries(codes)], [1, '0'])
})

test('what stands beside targets is handed down; a target says it otherwise for itself', async () => {
  const config = {
    strategy: { mode: 'fallback' },
    retry: { attempts: 1, use_retry_after_header: true },
    override_params: { temperature: 0, model: 'all' },
    targets: [A, { ...B, retry: { attempts: 0 }, override_params: { model: 'own' } }],
  }
  const got = await ask({ config, does: { [OPENAI]: [503], [ANTHROPIC]: [503] } })
  assert.deepEqual(got.asked, [OPENAI, OPENAI, ANTHROPIC])
  assert.deepEqual(JSON.parse(got.bodies[0] as string), { model: 'all', temperature: 0 })
  assert.deepEqual(JSON.parse(got.bodies[2] as string), { model: 'own', temperature: 0 })
})

/** Written so, since an object with a `then` passes for a promise. */
const when = (query: object, target: string) =>
  Object.fromEntries([
    ['query', query],
    ['then', target],
  ])

test('conditional looks at metadata, params and headers', async () => {
  const config = {
    strategy: {
      mode: 'conditional',
      conditions: [
        when({ 'metadata.plan': 'paid', 'params.model': { $regex: '^gpt' } }, 'a'),
        when({ $or: [{ 'headers.x-team': 'red' }, { 'params.messages.0.role': 'system' }] }, 'b'),
      ],
      default: 'c',
    },
    targets: [
      { name: 'a', ...A },
      { name: 'b', ...B },
      { name: 'c', provider: 'groq' },
    ],
  }
  const paid = 'x-portkey-metadata: {"plan":"paid"}'
  const rows: [headers: string[], body: string, asked: string][] = [
    [[paid], '{"model":"gpt-5"}', OPENAI],
    [[], '{"model":"gpt-5"}', 'api.groq.com'],
    [['x-team: red'], '{}', ANTHROPIC],
    [[], '{"messages":[{"role":"system"}]}', ANTHROPIC],
  ]
  for (const [headers, body, asked] of rows) {
    const got = await ask({ config, headers, body })
    assert.deepEqual([got.asked, got.bodies], [[asked], [body]])
  }
})

test('passthrough: connection from the request, no override of the tree, retries of the tree', async () => {
  const config = {
    strategy: { mode: 'fallback' },
    retry: { attempts: 1, use_retry_after_header: true },
    override_params: { model: 'tree' },
    targets: [{ passthrough: true }, A],
  }
  const mine = ['x-portkey-provider: anthropic', 'x-api-key: sk-mine']
  const got = await ask({ config, headers: mine, does: { [ANTHROPIC]: [503] } })
  assert.deepEqual(got.asked, [ANTHROPIC, ANTHROPIC, OPENAI])
  assert.deepEqual(got.bodies, ['{"model":"m"}', '{"model":"m"}', '{"model":"tree"}'])
  assert.ok(got.sent[0]?.includes('sk-mine'))
  const own = { ...config, targets: [{ passthrough: true, override_params: { model: 'own' } }, A] }
  assert.equal((await ask({ config: own, headers: mine })).bodies[0], '{"model":"own"}')
  const slug = await ask({ config, body: '{"model":"@groq/llama"}' })
  assert.deepEqual([slug.asked, slug.bodies], [['api.groq.com'], ['{"model":"llama"}']])
})

test('passthrough without a provider in the request is 400 before anything is sent', async () => {
  const targets = [A, { passthrough: true }]
  for (const strategy of ['fallback', 'loadbalance']) {
    const got = await ask({ config: { strategy: { mode: strategy }, targets } })
    assert.deepEqual([got.status, got.code, got.asked], [400, 'no_original', []])
    assert.match(got.text, /x-portkey-provider/)
  }
})

test('a host in a header is for what passes through, and for no other target', async () => {
  const config = { strategy: { mode: 'fallback' }, targets: [{ ...A, override_params: {} }, { passthrough: true }] }
  const headers = ['x-portkey-custom-host: https://mine.test/v1', 'x-portkey-provider: openai']
  const got = await ask({ config, headers, does: { [OPENAI]: [500] } })
  assert.deepEqual(got.asked, [OPENAI, 'mine.test'])
  const single = await ask({ config: { targets: [{ ...A }] }, headers })
  assert.deepEqual(single.asked, [OPENAI])
})

test('every host of the tree passes the guard before the first attempt', async () => {
  const config = {
    strategy: { mode: 'fallback' },
    targets: [A, { provider: 'openai', api_key: 'k', custom_host: 'http://169.254.169.254/v1' }],
  }
  const got = await ask({ config })
  assert.deepEqual([got.status, got.code, got.asked], [403, 'egress_refused', []])
  const through = { strategy: { mode: 'fallback' }, targets: [A, { passthrough: true }] }
  const headers = ['x-portkey-provider: openai', 'x-portkey-custom-host: http://10.0.0.1']
  const own = await ask({ config: through, headers })
  assert.deepEqual([own.status, own.code, own.asked], [403, 'egress_refused', []])
})

test('a key of the gateway goes to no host of a request, in a tree as well', async () => {
  const config = {
    strategy: { mode: 'fallback' },
    targets: [A, { provider: '@held', custom_host: 'https://evil.test' }],
  }
  const got = await ask({ config })
  assert.deepEqual([got.status, got.code, got.asked], [400, 'host_with_held_key', []])
})

test('attempts are bounded in all, for whoever sends the tree', async () => {
  const nested = { strategy: { mode: 'fallback' }, targets: [A, A, A] }
  const config = {
    strategy: { mode: 'fallback' },
    retry: { attempts: 10, use_retry_after_header: true },
    targets: [nested, nested],
  }
  const got = await ask({ config, does: { [OPENAI]: [503] } })
  assert.equal(got.asked.length, 8)
})

test('loadbalance goes by weight', async () => {
  const config = {
    strategy: { mode: 'loadbalance' },
    targets: [
      { ...A, weight: 0 },
      { ...B, weight: 1 },
    ],
  }
  for (let i = 0; i < 5; i++) assert.deepEqual((await ask({ config })).asked, [ANTHROPIC])
})

test('a target may name its provider by the model that it sets', async () => {
  const config = { strategy: { mode: 'fallback' }, targets: [{ override_params: { model: '@groq/llama' } }, A] }
  const got = await ask({ config })
  assert.deepEqual([got.asked, got.bodies], [['api.groq.com'], ['{"model":"llama"}']])
  const nobody = await ask({ config: { strategy: { mode: 'fallback' }, targets: [{ override_params: { x: 1 } }, A] } })
  assert.deepEqual([nobody.status, nobody.code], [400, 'bad_control_header'])
  assert.match(nobody.text, /targets\[0\]: it names no provider/)
})
