import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRules } from '../../../test/cache-scene.ts'
import { accepted, arrival, makeKit, makeRoute } from '../../../test/harness.ts'
import type { Admitted, Arrival } from '../../exchange.ts'
import { detect } from '../../providers/detect.ts'
import { custom, providers } from '../../providers/index.ts'
import type { Provider } from '../../providers/provider.ts'
import { cacheUse } from './cache-use.ts'
import type { CacheAsk, CacheRules } from './rules.ts'

interface Row extends Partial<Arrival> {
  readonly headers?: readonly string[]
  readonly provider?: Provider | undefined
}

const PATH = '/v1/chat/completions'

function useOf(row: Row, rules: Partial<CacheRules> = {}) {
  const { provider = custom, ...over } = row
  const from = arrival({ target: PATH, ...over })
  const route = makeRoute(() => assert.fail(), { provider })
  const exchange = accepted(from, makeKit())
  const detected = detect(provider, from.method, exchange.path)
  const match = { route, rest: exchange.path, detected, rule: 'test' }
  return cacheUse(
    Object.assign(exchange, { match, caller: { kind: 'anonymous' } }) as Admitted,
    makeRules({ unknownCalls: provider === custom, ...rules }),
  )
}

function said(row: Row, rules: Partial<CacheRules> = {}): string {
  const use = useOf(row, rules)
  return use.kind === 'use' ? (use.refresh ? 'refresh' : 'use') : use.kind
}

test('cacheUse() keeps out of what is about this one moment, or a part', () => {
  const rows: [headers: string[], expected: string][] = [
    [[], 'use'],
    [['range', 'bytes=0-1'], 'bypass'],
    [['if-none-match', '"a"'], 'bypass'],
    [['if-modified-since', 'x'], 'bypass'],
    [['if-match', '*'], 'bypass'],
    [['expect', '100-continue'], 'bypass'],
    [['upgrade', 'h2c'], 'bypass'],
    [['authorization', 'AWS4-HMAC-SHA256 Credential=a'], 'bypass'],
    [['cache-control', 'no-store'], 'bypass'],
    [['cache-control', 'max-age=5, No-Store'], 'bypass'],
    [['cache-control', 'no-cache'], 'refresh'],
    [['cache-control', 'max-age=0'], 'refresh'],
    [['cache-control', 'max-age=5'], 'use'],
    [['pragma', 'no-cache'], 'refresh'],
    [['pragma', 'no-cache', 'cache-control', 'max-age=5'], 'use'],
  ]
  for (const [headers, expected] of rows) assert.equal(said({ headers }), expected, headers.join())
  assert.equal(said({ target: `${PATH}?X-Amz-Signature=1` }), 'bypass')
})

test('cacheUse() knows calls that are answered anew from those about something that is there', () => {
  const known = (name: string) => providers.get(name) as Provider
  const rows: [method: string, target: string, expected: string, provider?: string][] = [
    ['POST', '/v1/chat/completions', 'use'],
    ['POST', '/v1/embeddings', 'use', 'openai'],
    ['POST', '/v1/responses', 'use', 'openai'],
    ['POST', '/v1/responses/input_tokens', 'use', 'openai'],
    ['POST', '/v1/messages', 'use', 'anthropic'],
    ['POST', '/v1/messages/count_tokens', 'use', 'anthropic'],
    ['POST', '/v1beta/models/gemini:generateContent', 'use', 'gemini'],
    ['GET', '/v1/models', 'use', 'openai'],
    ['GET', '/anything', 'use'],
    ['POST', '/anything', 'use'],
    ['POST', '/v1/responses/resp_1/cancel', 'bypass', 'openai'],
    ['GET', '/v1/responses/resp_1', 'bypass', 'openai'],
    ['GET', '/v1/chat/completions/1', 'bypass', 'openai'],
    ['POST', '/v1/chat/completions/1', 'bypass', 'openai'],
    ['POST', '/v1/files', 'bypass', 'openai'],
    ['GET', '/v1/files/1/content', 'bypass', 'openai'],
    ['POST', '/v1/batches', 'bypass', 'openai'],
    ['GET', '/v1/batches/1', 'bypass', 'openai'],
    ['POST', '/v1/messages/batches', 'bypass', 'anthropic'],
    ['POST', '/v1/fine_tuning/jobs', 'bypass'],
    ['POST', '/v1/threads', 'bypass', 'openai'],
    ['POST', '/async-invoke', 'bypass', 'bedrock'],
    ['HEAD', '/v1/models', 'bypass', 'openai'],
    ['DELETE', '/v1/models/1', 'bypass', 'openai'],
    ['PUT', '/anything', 'bypass'],
  ]
  for (const [method, target, expected, name] of rows) {
    const provider = name === undefined ? custom : known(name)
    assert.equal(said({ method, target, provider }), expected, `${method} ${target} ${name}`)
  }
  for (const target of ['/anything', '/v1/evals/e_1/runs/r_1']) {
    assert.equal(said({ method: 'GET', target }, { unknownCalls: false }), 'bypass', 'it may be anybody’s')
  }
})

test('cacheUse() follows what is asked for, as far as the operator goes', () => {
  const rows: [ask: CacheAsk | undefined, headers: string[], maxAge: number | string, accept?: number][] = [
    [undefined, [], 60_000, 60_000],
    [{ maxAge: 5000 }, [], 5000, 5000],
    [{ maxAge: 500_000 }, [], 90_000, 90_000],
    [{ maxAge: 0 }, [], 'bypass'],
    [{ maxAge: Number.NaN }, [], 'bypass'],
    [{ off: true }, [], 'off'],
    [{ refresh: true }, [], 60_000, 60_000],
    [undefined, ['cache-control', 'max-age=7'], 60_000, 7000],
    [undefined, ['cache-control', 'max-age=7000'], 60_000, 60_000],
    [undefined, ['cache-control', 'max-age=x'], 60_000, 60_000],
  ]
  for (const [ask, headers, maxAge, accept] of rows) {
    const use = useOf({ headers }, { longest: 90_000, ask: () => ask })
    const name = JSON.stringify([ask, headers])
    if (use.kind !== 'use') assert.equal(use.kind, maxAge, name)
    else assert.deepEqual([use.maxAge, use.accept, use.refresh], [maxAge, accept, ask?.refresh ?? false], name)
  }
})

test('cacheUse() keeps out of bodies larger than what is held, and of other methods', () => {
  const body = new Uint8Array(11)
  const headers = ['content-length', '11']
  assert.equal(said({ headers, body }, { maxRequest: 10 }), 'bypass')
  assert.equal(said({ headers, body }, { maxRequest: 11 }), 'use')
  assert.equal(said({}, { methods: new Set(['GET']) }), 'bypass')
})
