import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, arrival, doorTo, fakeRuntime, makePlan, makeRoute, makeTarget } from '../../test/harness.ts'
import { createGateway } from '../gateway.ts'
import type { Plan } from '../plan.ts'
import type { JoinRule } from '../prepare/path.ts'
import { parseCidr } from '../web/cidr.ts'
import { Fields } from '../web/fields.ts'
import { toTarget } from './to-target.ts'

const HOME = 'https://provider.test'
const BASE = 'http://mirror.test/base'

interface Call {
  /** Where the client sends; the door is `/openai`. */
  readonly target?: string
  readonly headers?: readonly string[]
  readonly scheme?: 'http' | 'https'
  readonly httpVersion?: '1.0' | '1.1'
  readonly peer?: string
  readonly base?: string
  readonly join?: JoinRule['kind'] & ('alone' | 'provider' | 'rest' | 'versioned')
  readonly name?: string
}

async function answered(url: string, call: Call): Promise<string | undefined> {
  const {
    target = '/openai/upload/v1/files',
    headers = ['host', 'gw.localhost:8787'],
    base = BASE,
    name = 'X-Goog-Upload-URL',
  } = call
  const { scheme = 'http', httpVersion = '1.1', peer = '127.0.0.1', join = 'provider' } = call
  const route = makeRoute(
    toTarget(
      makeTarget(base, {
        join: { kind: join },
        answerUrls: { headers: ['x-goog-upload-url'], body: undefined, home: HOME },
      }),
    ),
  )
  const trusted = parseCidr('10.0.0.0/8') ?? assert.fail()
  const plan: Partial<Plan> = { matchers: [doorTo(route)], trustedProxies: [trusted] }
  const runtime = fakeRuntime(() => answer('', { headers: ['a', url, name, url] }))
  const gateway = createGateway(makePlan(plan), runtime)
  const reply = await gateway.handle({ ...arrival({ target, scheme, httpVersion, peer }), fields: new Fields(headers) })
  const fields = new Fields(reply.headers)
  assert.equal(fields.get('a'), url, 'another header keeps its bytes')
  return fields.get(name.toLowerCase())
}

const DOOR = 'http://gw.localhost:8787/openai'
const ID = '?upload_id=u1&upload_protocol=resumable'
const https = ['host', 'gw.localhost', 'x-forwarded-proto', 'https']

/** No `under`: it stays as it is. */
const rows: readonly (readonly [url: string, call: Call, under?: string])[] = [
  // At the provider's own address, wherever the config's leads.
  [`${HOME}/upload/v1/files${ID}`, {}, `${DOOR}/upload/v1/files${ID}`],
  [`${HOME}:443/upload/v1/files${ID}`, {}, `${DOOR}/upload/v1/files${ID}`],
  ['HTTPS://Provider.Test/a', {}, `${DOOR}/a`],
  [`${HOME}/a%2Fb//c?x=%zz`, {}, `${DOOR}/a%2Fb//c?x=%zz`],
  [`${HOME}/`, {}, `${DOOR}/`],
  // At the address of the config, below its path.
  [`${BASE}/upload/v1/files${ID}`, {}, `${DOOR}/upload/v1/files${ID}`],
  ['http://mirror.test:80/base/a', {}, `${DOOR}/a`],
  ['http://mirror.test/other/a', {}],
  ['http://mirror.test/based/a', {}],
  ['https://mirror.test/base/a', {}],
  ['http://mirror.test:81/base/a', {}],
  ['http://mirror.test/base/a', { join: 'rest' }, `${DOOR}/a`],
  ['http://mirror.test/base/a', { join: 'alone', target: '/openai' }],
  [`${HOME}/a`, { join: 'alone', target: '/openai' }],
  ['http://mirror.test/base/upload/v1/x', { base: `${BASE}/v1beta`, join: 'versioned' }, `${DOOR}/upload/v1/x`],
  ['http://mirror.test/upload/v1/x', { base: 'http://mirror.test/v1beta', join: 'provider' }],
  // Another's, or none.
  ['https://evil.test/upload', {}],
  ['https://provider.test.evil.test/a', {}],
  ['https://provider.test@evil.test/a', {}],
  ['https://user@provider.test/a', {}],
  ['http://provider.test/a', {}],
  [`${HOME}\\@evil.test/a`, {}],
  [`${HOME}#/a`, {}],
  ['/upload/v1/files', {}],
  ['//provider.test/a', {}],
  ['', {}],
  // As the client called.
  [`${HOME}/a`, { scheme: 'https', headers: ['host', 'gateway.test'] }, 'https://gateway.test/openai/a'],
  [`${HOME}/a`, { headers: ['Host', '[::1]:8787'] }, 'http://[::1]:8787/openai/a'],
  [`${HOME}/a`, { headers: [], httpVersion: '1.0' }],
  [`${HOME}/a`, { headers: https, peer: '10.1.2.3' }, 'https://gw.localhost/openai/a'],
  [`${HOME}/a`, { headers: https, peer: '192.0.2.1' }, 'http://gw.localhost/openai/a'],
  [`${HOME}/a`, { headers: [...https, 'x-forwarded-proto', 'http'], peer: '10.1.2.3' }, 'http://gw.localhost/openai/a'],
  [`${HOME}/a`, { headers: [...https.slice(0, 3), 'javascript'], peer: '10.1.2.3' }, 'http://gw.localhost/openai/a'],
  // In any spelling of the name; others are left alone.
  [`${HOME}/a`, { name: 'x-goog-upload-url' }, `${DOOR}/a`],
  [`${HOME}/a`, { name: 'content-location' }],
]

test('underDoor() leads addresses of the provider’s own back through the door', async () => {
  for (const [url, call, under = url] of rows) {
    assert.equal(await answered(url, call), under, `${url} ${JSON.stringify(call)}`)
  }
})
