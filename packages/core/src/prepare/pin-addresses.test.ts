import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeRuntime, makePlan } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { State } from '../state.ts'
import type { Draft } from './draft.ts'
import { compileEgress } from './egress.ts'
import { parseBase } from './path.ts'
import { pinAddresses } from './pin-addresses.ts'

const egress = compileEgress({ allow: ['ollama.lan'], resolvedElsewhere: ({ scheme }) => scheme === 'http' })

/** What is pinned for an address that a request chose, and which names were looked up. */
async function pinned(url: string, resolve: (host: string) => Promise<readonly string[]>): Promise<unknown> {
  const base = parseBase(url)
  assert.ok(base.kind === 'ok')
  const runtime = fakeRuntime(() => assert.fail(), { resolve })
  const kit: Kit = { plan: makePlan({ egress }), runtime, state: new State(runtime.clock) }
  const draft = { origin: base, addresses: undefined } as Draft
  try {
    await pinAddresses(draft, kit)
    return draft.addresses
  } catch (error) {
    return error instanceof GatewayError ? error.code : error
  }
}

test('pinAddresses() pins what it has checked', async () => {
  assert.deepEqual(await pinned('https://api.example/', async () => ['8.8.8.8']), ['8.8.8.8'])
  assert.equal(await pinned('https://api.example/', async () => ['8.8.8.8', '10.0.0.1']), 'egress_refused')
  assert.equal(await pinned('https://api.example/', () => Promise.reject(new Error('no'))), 'upstream_unresolved')
})

test('pinAddresses() looks nothing up that somebody else will', async () => {
  const never = () => assert.fail('it was looked up')
  assert.equal(await pinned('http://api.example/', never), 'host_behind_proxy')
  assert.equal(await pinned('http://ollama.lan/', never), undefined)
  assert.equal(await pinned('http://8.8.8.8/', never), undefined)
  assert.equal(await pinned('http://10.0.0.1/', never), 'egress_refused')
})

test('pinAddresses() judges anew what resolves to something else, also after the name has passed', async () => {
  let now = 0
  let answer = ['8.8.8.8']
  const runtime = { ...fakeRuntime(() => assert.fail(), { resolve: async () => answer }), clock: () => now }
  const kit: Kit = { plan: makePlan({ egress }), runtime, state: new State(runtime.clock) }
  const base = parseBase('https://rebinding.example/')
  assert.ok(base.kind === 'ok')
  const draft = { origin: base, addresses: undefined } as Draft
  await pinAddresses(draft, kit)
  await pinAddresses(draft, kit)
  assert.deepEqual(draft.addresses, ['8.8.8.8'])
  answer = ['10.0.0.1']
  now = 60_000
  await assert.rejects(
    async () => pinAddresses(draft, kit),
    (error) => error instanceof GatewayError && error.code === 'egress_refused',
  )
  // Another guard, as after a reload, has let nothing through yet.
  answer = ['8.8.8.8']
  now = 120_000
  const strict: Kit = { ...kit, plan: makePlan({ egress: compileEgress({ allow: [] }) }) }
  await pinAddresses(draft, strict)
})
