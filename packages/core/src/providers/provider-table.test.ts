import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinTarget, parseBase } from '../prepare/path.ts'
import { carriersOf } from './carriers.ts'
import { detect } from './detect.ts'
import type { ErrorShape, Operation, Provider } from './provider.ts'

/** What every provider's test says about it: the same kinds of row in the same words. */
type Kind = 'address' | 'call' | 'error' | 'foreign' | 'held' | 'key' | 'stream'

export interface Row {
  readonly kind: Kind
  readonly says: string
  check(provider: Provider): void
}

interface Answers {
  readonly model?: string
  /** Left out where the body decides. */
  readonly stream?: boolean
}

/** `request` is METHOD and path below the provider's door. */
export function call(request: string, operation: Operation, { model, stream }: Answers = {}): Row {
  return {
    kind: 'call',
    says: `${request} is ${operation}${model === undefined ? '' : ` with ${model}`}`,
    check(provider) {
      const found = detect(provider, ...split(request))
      assert.deepEqual([found.operation, found.model, found.stream], [operation, model, stream])
    },
  }
}

/** Whether the path alone tells that the answer streams. */
export function streams(request: string, when: 'always' | 'never' | 'as the body says'): Row {
  return {
    kind: 'stream',
    says: `${request} streams ${when}`,
    check(provider) {
      const expected = when === 'as the body says' ? undefined : when === 'always'
      assert.equal(detect(provider, ...split(request)).stream, expected)
    },
  }
}

/** In whose words an error of Strait answers this call. */
export function error(request: string, shape: ErrorShape): Row {
  return {
    kind: 'error',
    says: `${request} fails as ${shape}`,
    check: (provider) => assert.equal(detect(provider, ...split(request)).errors, shape),
  }
}

/** Where a call below the door arrives when nothing is configured. */
export function address(path: string, url: string): Row {
  return {
    kind: 'address',
    says: `${path} arrives at ${url}`,
    check(provider) {
      const base = parseBase(provider.url ?? assert.fail('no address'))
      assert.ok(base.kind === 'ok')
      assert.equal(base.origin + joinTarget(base, { kind: 'provider' }, { path, rest: path, query: '' }), url)
    },
  }
}

/** What a caller sent, `name: value` or `?name=value`, that goes no further when Strait holds the key. */
export function foreign(credential: string): Row {
  return {
    kind: 'foreign',
    says: `takes out ${credential.split(/[ =]/)[0]}`,
    check(provider) {
      const places = carriersOf(provider)
      const query = /^\?([^=]+)=/.exec(credential)?.[1]
      if (query !== undefined) assert.ok(places.query.includes(query))
      else assert.ok(places.headers.has(credential.slice(0, credential.indexOf(':'))))
    },
  }
}

/** The header that goes out for a key that Strait holds. */
export function held(key: string, header: string): Row {
  return {
    kind: 'held',
    says: `${key.slice(0, 10)} goes as ${header.split(':')[0]}`,
    check(provider) {
      const scheme = provider.credential
      assert.ok(scheme.kind !== 'none')
      assert.equal(scheme.attach(key).join(': '), header)
    },
  }
}

/** A held key that deserves a warning when the config is loaded, because it looks like another provider's. */
export function odd(key: string): Row {
  return keyRow(key, false)
}

export function fits(key: string): Row {
  return keyRow(key, true)
}

/** For providers that promise nothing about their keys. */
export function anyKey(): Row {
  return {
    kind: 'key',
    says: 'takes a key of any shape',
    check: (provider) => assert.equal(provider.keyShape, undefined),
  }
}

/** Runs a provider's table, and holds that it leaves none of the questions out. */
export function testProvider(provider: Provider, rows: readonly Row[]): void {
  test(`${provider.name}: the table answers every question`, () => {
    assert.ok(rows.length >= 8, `${rows.length} rows`)
    for (const kind of ['call', 'stream', 'error', 'foreign', 'held', 'key'] as const) {
      assert.ok(
        rows.some((row) => row.kind === kind),
        `no row of kind ${kind}`,
      )
    }
    assert.ok(provider.url === undefined || rows.some((row) => row.kind === 'address'))
    assert.ok(provider.url !== undefined || provider.region?.default !== undefined || provider.setup !== undefined)
  })
  for (const row of rows) test(`${provider.name}: ${row.says}`, () => row.check(provider))
}

function keyRow(key: string, expected: boolean): Row {
  return {
    kind: 'key',
    says: `${key.slice(0, 10)} ${expected ? 'looks like its key' : 'is worth a warning'}`,
    check: (provider) => assert.equal(provider.keyShape?.pattern.test(key), expected),
  }
}

function split(request: string): [method: string, path: string] {
  const space = request.indexOf(' ')
  return [request.slice(0, space), request.slice(space + 1)]
}
