import assert from 'node:assert/strict'
import { test } from 'node:test'

/** The port, as far as it is held here. */
interface Answer {
  readonly status: number
  readonly reason: string | undefined
  readonly headers: readonly string[]
  readonly body: Uint8Array
  readonly ends: readonly number[]
  readonly storedAt: number
  readonly expires: number
  readonly by: { readonly target: string; readonly provider: string } | undefined
}

interface Store {
  digest(head: string, body: Uint8Array): string | Promise<string>
  get(key: string): Answer | undefined | Promise<Answer | undefined>
  put(key: string, answer: Answer): void
  close?(): void | Promise<void>
}

export interface CacheStoreScene {
  /** A new one with nothing in it. `bytes` bounds all that is in it; `now` is its clock. */
  open(options: { readonly bytes: number; readonly now: () => number }): Store | Promise<Store>
}

const NOW = 1_800_000_000_000
const bytes = (text: string) => new TextEncoder().encode(text)

function answerOf(over: Partial<Answer> = {}): Answer {
  return {
    status: 200,
    reason: 'Fine',
    headers: ['Content-Type', 'text/event-stream', 'X-Twice', 'a', 'x-twice', '\xfc', 'x-empty', ''],
    body: Uint8Array.of(0, 1, 2, 253, 254, 255),
    ends: [1, 4, 6],
    storedAt: NOW,
    expires: NOW + 1000,
    by: { target: 'one', provider: 'openai' },
    ...over,
  }
}

/** As Node, Bun and Deno compare bytes and objects alike. */
function plain(answer: Answer | undefined): unknown {
  return answer && JSON.stringify({ ...answer, body: [...answer.body] })
}

/** What every implementation of the cache's port holds. `scene` makes the store and cleans up after it by itself. */
export function cacheStoreContract(name: string, scene: CacheStoreScene): void {
  let now = NOW

  function holds(what: string, check: (store: Store) => Promise<void>, size = 10_000_000): void {
    test(`${name} ${what}`, async () => {
      now = NOW
      const store = await scene.open({ bytes: size, now: () => now })
      try {
        await check(store)
      } finally {
        await store.close?.()
      }
    })
  }

  holds('gives back what was put, to the byte, as soon as it was put', async (store) => {
    assert.equal(await store.get('a'), undefined)
    const nameless = answerOf({ reason: undefined, by: undefined, body: new Uint8Array(0), ends: [] })
    store.put('a', answerOf())
    store.put('b', nameless)
    assert.equal(plain(await store.get('a')), plain(answerOf()))
    assert.equal(plain(await store.get('b')), plain(nameless))
    assert.equal(await store.get('A'), undefined)
  })

  holds('gives the newer of two', async (store) => {
    store.put('a', answerOf())
    store.put('a', answerOf({ status: 203, body: bytes('new'), ends: [3] }))
    assert.equal((await store.get('a'))?.status, 203)
    assert.equal(new TextDecoder().decode((await store.get('a'))?.body), 'new')
  })

  holds('gives nothing from the moment on that it expires', async (store) => {
    store.put('a', answerOf())
    now = NOW + 999
    assert.notEqual(await store.get('a'), undefined)
    now = NOW + 1000
    assert.equal(await store.get('a'), undefined)
    now = NOW
    store.put('a', answerOf())
    assert.notEqual(await store.get('a'), undefined, 'it can be put again')
  })

  holds('names requests alike that are alike, and no others', async (store) => {
    const name = await store.digest('["a"]\nhead\n\n', bytes('body'))
    assert.equal(await store.digest('["a"]\nhead\n\n', bytes('body')), name)
    const others = [
      await store.digest('["a"]\nhead\n\n', bytes('bodY')),
      await store.digest('["a"]\nheaD\n\n', bytes('body')),
      await store.digest('["a"]\nhead\nx\n\n', bytes('body')),
      await store.digest('["a"]\nhead\n\n', new Uint8Array(0)),
    ]
    assert.equal(new Set([name, ...others]).size, 5)
    assert.match(name, /^[\x21-\x7e]{32,100}$/, 'as long as a digest, whatever was asked')
  })

  test(`${name} names requests by a secret of its own`, async () => {
    const stores = [await scene.open({ bytes: 1e6, now: () => NOW }), await scene.open({ bytes: 1e6, now: () => NOW })]
    const names = await Promise.all(stores.map((store) => store.digest('head\n\n', bytes('sk-secret'))))
    for (const store of stores) await store.close?.()
    assert.notEqual(names[0], names[1])
    for (const each of names) assert.doesNotMatch(each, /sk-secret/)
  })

  holds(
    'keeps no more than it may, and not what is larger than all of it',
    async (store) => {
      const body = new Uint8Array(10_000)
      store.put('large', answerOf({ body: new Uint8Array(200_000), ends: [200_000] }))
      assert.equal(await store.get('large'), undefined)
      for (let i = 0; i < 40; i++) store.put(`${i}`, answerOf({ body, ends: [10_000] }))
      // However it gathers its writes: what it has in the end is what counts.
      const held = async () => {
        let count = 0
        for (let i = 0; i < 40; i++) if ((await store.get(`${i}`)) !== undefined) count++
        return count
      }
      while ((await held()) > 10) await new Promise((resolve) => setTimeout(resolve, 5))
      assert.notEqual(await store.get('39'), undefined, 'the oldest go first')
    },
    100_000,
  )

  holds('takes thousands at once without a throw, and finds what it kept', async (store) => {
    for (let i = 0; i < 3000; i++) store.put(`${i}`, answerOf({ body: bytes(`body ${i}`), ends: [`body ${i}`.length] }))
    let found = 0
    for (let i = 0; i < 3000; i++) {
      const answer = await store.get(`${i}`)
      if (answer === undefined) continue
      found++
      assert.equal(new TextDecoder().decode(answer.body), `body ${i}`)
    }
    assert.ok(found > 0)
  })

  test(`${name} finds nothing and throws nothing after it was closed`, async () => {
    const store = await scene.open({ bytes: 1e6, now: () => NOW })
    store.put('a', answerOf())
    await store.close?.()
    store.put('b', answerOf())
    assert.equal(await store.get('a'), undefined)
    assert.equal(await store.get('b'), undefined)
    await store.close?.()
  })
}
