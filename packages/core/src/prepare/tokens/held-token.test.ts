import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, arrival, doorTo, makePlan, makeRoute, makeTarget, records, until } from '../../../test/harness.ts'
import { CLIENT_SECRET, entraSource, refusal, token, tokenStage, waiting } from '../../../test/tokens.ts'
import type { Arrival, Reply } from '../../exchange.ts'
import { createGateway } from '../../gateway.ts'
import { carriersOf } from '../../providers/carriers.ts'
import { providers } from '../../providers/index.ts'
import type { Provider } from '../../providers/provider.ts'
import type { UpstreamOutcome, UpstreamRequest } from '../../runtime.ts'
import { toTarget } from '../../send/to-target.ts'
import { Cancel } from '../../web/cancel.ts'

/** A gateway whose one target holds a token; its provider and the token endpoint are told apart by the path. */
function stage(provider: (request: UpstreamRequest) => UpstreamOutcome = () => answer('{}')) {
  const tokens = tokenStage()
  const seen: UpstreamRequest[] = []
  const { observer, seen: written } = records()
  const azure = providers.get('azure') as Provider
  const credential = { kind: 'token', source: entraSource() } as const
  const target = makeTarget(undefined, { provider: azure, label: 'azure-eu', credential, drop: carriersOf(azure) })
  const { runtime, state } = tokens.kit
  const send: typeof runtime.send = async (request, cancel) => {
    if (request.target.endsWith('/oauth2/v2.0/token')) return runtime.send(request, cancel)
    seen.push(request)
    return provider(request)
  }
  const plan = makePlan({ matchers: [doorTo(makeRoute(toTarget(target)))], observers: [observer] })
  const gateway = createGateway(plan, { ...runtime, send }, state)
  const call = (over: Parameters<typeof arrival>[0] = {}) => gateway.handle(arrival(over) as Arrival)
  return { ...tokens, seen, written, call }
}

const text = ({ body }: Reply) => (body instanceof Uint8Array ? new TextDecoder().decode(body) : assert.fail())
const bearerOf = ({ headers }: UpstreamRequest) => headers[headers.indexOf('authorization') + 1]

test('a held token goes out as bearer in place of whatever the caller sent', async () => {
  const { call, seen } = stage()
  const theirs = ['authorization', 'Bearer theirs', 'api-key', 'theirs', 'x-api-key', 'theirs']
  await Promise.all([call({ headers: theirs }), call({ target: '/openai/chat/completions?api-key=theirs&a=1' })])
  for (const request of seen) {
    assert.equal(bearerOf(request), 'Bearer token-1')
    assert.doesNotMatch(JSON.stringify([request.headers, request.target]), /theirs/)
  }
})

test('a caller who leaves while the token is fetched ends at once, and the others get theirs', async () => {
  const { call, answers, forms, seen, written } = stage()
  const endpoint = waiting()
  answers(endpoint.upstream)
  const cancel = new Cancel()
  const leaves = call({ cancel })
  const stays = call()
  await until(() => forms.length === 1)
  cancel.pull('left')
  assert.equal((await leaves).status, 499)
  endpoint.release(token('for-who-stayed'))
  assert.equal((await stays).status, 200)
  assert.deepEqual([forms.length, seen.length], [1, 1])
  await until(() => written.length === 2)
  assert.deepEqual(written.map(({ error }) => error).sort(), ['client_gone', undefined])
})

test('where no token can be had the caller gets 502 in its own shape, with nothing secret', async () => {
  const { call, answers, seen, written } = stage()
  answers(() => refusal('invalid_client'))
  const reply = await call()
  assert.equal(reply.status, 502)
  assert.equal(reply.headers[reply.headers.indexOf('x-strait-error') + 1], 'token_failed')
  assert.match(reply.headers[reply.headers.indexOf('retry-after') + 1] ?? '', /^\d+$/)
  const { error } = JSON.parse(text(reply))
  assert.equal(error.code, 'token_failed')
  assert.match(error.message, /"azure-eu".*401 \(invalid_client\)/)
  await until(() => written.length === 1)
  const said = text(reply) + JSON.stringify([reply.headers, written]) + String(written[0]?.cause)
  assert.ok(!said.includes(CLIENT_SECRET) && !said.includes('planted-description'))
  assert.equal(seen.length, 0)
})

test('a token that the provider answers 401 to is fetched anew for the next request, and none is sent twice', async () => {
  const { call, forms, seen } = stage((request) =>
    bearerOf(request) === 'Bearer token-1' ? answer('no', { status: 401 }) : answer('yes'),
  )
  const first = await call()
  assert.deepEqual([first.status, text(first), seen.length, forms.length], [401, 'no', 1, 1])
  const second = await call()
  assert.deepEqual([second.status, text(second), seen.length, forms.length], [200, 'yes', 2, 2])
})
