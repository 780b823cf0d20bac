import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrock } from './bedrock.ts'
import type { RegionRule } from './provider.ts'
import { regionUrl } from './region.ts'
import { vertex } from './vertex.ts'

const google = vertex.region as RegionRule
const amazon = bedrock.region as RegionRule

const made: readonly (readonly [RegionRule, region: string, url: string])[] = [
  [google, 'us-central1', 'https://us-central1-aiplatform.googleapis.com'],
  [google, 'europe-west4', 'https://europe-west4-aiplatform.googleapis.com'],
  [google, 'global', 'https://aiplatform.googleapis.com'],
  [google, 'us', 'https://aiplatform.us.rep.googleapis.com'],
  [google, 'eu', 'https://aiplatform.eu.rep.googleapis.com'],
  // No member that an object has by birth.
  [google, 'constructor', 'https://constructor-aiplatform.googleapis.com'],
  [amazon, 'eu-central-1', 'https://bedrock-runtime.eu-central-1.amazonaws.com'],
]

test('regionUrl() makes the address of a region', () => {
  for (const [rule, region, url] of made) assert.deepEqual(regionUrl(rule, region), { kind: 'ok', url })
})

const evil = [
  '',
  'US',
  'evil.com/',
  'evil.com#',
  'evil.com?',
  'evil.com:443/',
  'a@evil.com',
  'evil.com%2f',
  'evil%2ecom',
  '..',
  'a.b',
  'a b',
  'a\nb',
  'us-east-1\n',
  '{region}',
  '$&',
  'é',
  'a'.repeat(64),
]

test('regionUrl() refuses whatever is not one plain label', () => {
  for (const region of evil) {
    for (const rule of [google, amazon]) {
      assert.deepEqual(regionUrl(rule, region), { kind: 'refused', code: 'bad_region' }, JSON.stringify(region))
    }
  }
})

test("regionUrl() refuses a host outside the provider's own, whatever the rule says", () => {
  const rule = {
    url: 'https://{region}.example.com',
    special: { odd: 'https://a.test/.amazonaws.com' },
    suffix: '.amazonaws.com',
  }
  assert.equal(regionUrl(rule, 'a').kind, 'refused')
  assert.equal(regionUrl(rule, 'odd').kind, 'refused')
})
