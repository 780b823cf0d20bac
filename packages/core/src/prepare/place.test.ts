import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute, makeTarget } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Place } from '../send/target.ts'
import { placeOf } from './place.ts'
import { prepare } from './prepare.ts'

const rule = {
  url: 'https://{region}-api.example.com/v1',
  suffix: '.example.com',
  fromPath: (path: string) => /\/locations\/([^/]+)/.exec(path)?.[1],
}

function regional(over: Partial<Place & { kind: 'region' }> = {}) {
  return makeTarget(undefined, { place: { kind: 'region', rule, regions: undefined, fallback: undefined, ...over } })
}

test('placeOf() takes the region of the path, else of the config', () => {
  assert.equal(placeOf(regional(), '/locations/eu-west1/x').base.origin, 'https://eu-west1-api.example.com')
  assert.equal(placeOf(regional({ fallback: 'us-east1' }), '/x').base.origin, 'https://us-east1-api.example.com')
  assert.equal(placeOf(regional(), '/locations/eu-west1/x').guarded, true)
  assert.equal(placeOf(makeTarget(), '/locations/eu-west1/x').guarded, false)
})

test('placeOf() refuses what is no region, or not one of the config', () => {
  const rows: [path: string, over: Partial<Place & { kind: 'region' }>][] = [
    ['/x', {}],
    ['/locations/evil.test%2F/x', {}],
    ['/locations/evil.test#/x', {}],
    ['/locations/a@evil.test/x', {}],
    [`/locations/${'a'.repeat(64)}/x`, {}],
    ['/locations/EU/x', {}],
    ['/locations/us-east1/x', { regions: new Set(['eu-west1']) }],
  ]
  for (const [path, over] of rows) {
    assert.throws(() => placeOf(regional(over), path), { code: 'bad_region' }, path)
  }
})

/** What `prepare` makes of a host that the request had a say in. */
async function prepared(resolve: () => Promise<string[]>) {
  const made = makeKit()
  const kit: Kit = { ...made, runtime: { ...made.runtime, resolve } }
  const match = { route: makeRoute(() => assert.fail()), rest: '/locations/eu/x', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(arrival(), kit), { caller: { kind: 'anonymous' }, match }) as Admitted
  return prepare(exchange, regional(), undefined, kit)
}

test('a host that the request chose is pinned to the addresses that were judged', async () => {
  assert.deepEqual((await prepared(async () => ['93.184.215.14'])).addresses, ['93.184.215.14'])
  await assert.rejects(
    prepared(async () => ['93.184.215.14', '10.0.0.5']),
    { code: 'egress_refused', status: 403 },
  )
  await assert.rejects(
    prepared(async () => []),
    { code: 'egress_refused' },
  )
  await assert.rejects(
    prepared(async () => {
      throw new Error('no such host')
    }),
    { code: 'upstream_unresolved' },
  )
})
