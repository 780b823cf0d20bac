import assert from 'node:assert/strict'
import { TAP_BACKLOG, type Tap, utf8 } from '@strait/core'
import { until } from '@strait/testkit'
import { answer, handFlow } from '../../../core/test/harness.ts'
import { promise, type WayOut } from './way-out-scene-fixture.ts'
import { noise, Spring, Watcher } from './way-out-source-fixture.ts'

const MB = 1024 * 1024

/** What arrives, and what taps see of it. */
export function bytesContract(way: WayOut): void {
  for (const size of [0, 1, 65_536, 3 * MB + 1]) {
    for (const length of [true, false]) {
      const headers = length ? ['content-length', `${size}`] : []
      const framing = length ? 'with its length' : 'in chunks'
      const watcher = new Watcher()
      const flowing = () => answer(new Spring(size, 50_001), { headers })
      promise(
        way,
        `${size} bytes that flow arrive whole, ${framing}`,
        { upstream: flowing, taps: [watcher.factory] },
        async ({ ask, record }) => {
          const client = await ask()
          const answered = await client.readResponse()
          assert.deepEqual([answered.status, answered.complete, answered.problems], [200, true, []])
          assert.ok(answered.body.equals(noise(size)), 'the same bytes')
          assert.deepEqual(await ends(record()), ['whole', undefined, size])
          assert.ok(Buffer.from(watcher.bytes).equals(noise(size)), 'taps see each byte once, in order')
          assert.deepEqual(watcher.ends, [true])
        },
      )
    }
    const watcher = new Watcher()
    const headers = ['content-length', `${size}`]
    promise(
      way,
      `${size} bytes that are here arrive whole`,
      { upstream: () => answer(noise(size), { headers }), taps: [watcher.factory] },
      async ({ ask, askAgain, record }) => {
        const client = await ask()
        const answered = await client.readResponse()
        assert.deepEqual([answered.status, answered.complete, answered.problems], [200, true, []])
        assert.ok(answered.body.equals(noise(size)), 'the same bytes')
        assert.deepEqual(await ends(record()), ['whole', undefined, size])
        assert.ok(Buffer.from(watcher.bytes).equals(noise(size)))
        await askAgain(client)
        assert.equal((await client.readResponse()).content.length, size, 'the connection is fit for more')
      },
    )
  }

  const broken: Tap = { name: 'broken', chunk: () => assert.fail('a broken tap') }
  const lagging: Tap = { name: 'lagging', chunk: () => new Promise(() => {}) }
  const watcher = new Watcher()
  promise(
    way,
    'a tap that throws or lags is dropped and counted, and costs neither client nor other taps a byte',
    { upstream: () => answer(new Spring(3 * TAP_BACKLOG)), taps: [() => broken, () => lagging, watcher.factory] },
    async ({ ask, record }) => {
      const answered = await (await ask()).readResponse()
      assert.ok(answered.complete && answered.body.equals(noise(3 * TAP_BACKLOG)))
      assert.equal((await record()).tapsDropped, 2)
      assert.ok(Buffer.from(watcher.bytes).equals(noise(3 * TAP_BACKLOG)))
      assert.deepEqual(watcher.ends, [true])
    },
  )

  const bodiless: readonly (readonly [method: string, status: number, headers: string[]])[] = [
    ['HEAD', 200, ['content-length', '5']],
    ['HEAD', 200, []],
    ['GET', 204, []],
    ['GET', 205, ['content-length', '5']],
    ['GET', 304, ['content-length', '5']],
  ]
  for (const [method, status, headers] of bodiless) {
    const said = headers.length === 0 ? 'without a length' : 'with a length'
    const flow = handFlow()
    const bodies = [utf8('wrong'), flow]
    promise(
      way,
      `${method} ${status} ${said} has no body, though the provider sends one`,
      { upstream: () => answer(bodies.shift() ?? utf8(''), { status, headers }) },
      async ({ ask, askAgain, records }) => {
        const client = await ask({ method })
        for (const again of [true, true, false]) {
          const answered = await client.readResponse(method)
          assert.deepEqual([answered.status, answered.complete, answered.content.length], [status, true, 0])
          if (again) await askAgain(client, { method })
        }
        assert.equal(client.unread.length, 0)
        await until(() => records.length === 3, { what: 'the records' })
        for (const { bytesOut, ended } of records) assert.deepEqual([bytesOut, ended], [0, 'whole'])
        assert.deepEqual(flow.calls, ['cancel'], 'there is nowhere to put it')
      },
    )
  }

  const trailing = () => {
    const flow = handFlow()
    const { read } = flow
    const sends: typeof flow = Object.assign(Object.create(flow), {
      read(sink: Parameters<typeof read>[0]) {
        sink.data(utf8('body'))
        sink.end(['x-checksum', 'abc', 'x-strait-error', 'forged'])
      },
    })
    return answer(sends, { headers: ['trailer', 'x-checksum'] })
  }
  promise(way, 'trailers follow the body they were announced for', { upstream: trailing }, async ({ ask }) => {
    const answered = await (await ask({ headers: { te: 'trailers' } })).readResponse()
    assert.deepEqual([answered.text(), answered.complete], ['body', true])
    assert.deepEqual(answered.headerAll('trailer'), ['x-checksum'])
    assert.deepEqual(
      answered.trailers.map(([name, value]) => [name.toLowerCase(), value]),
      [['x-checksum', 'abc']],
    )
  })
  promise(way, 'trailers that can not follow are not announced', { upstream: trailing }, async ({ ask }) => {
    for (const httpVersion of ['1.0', '1.1'] as const) {
      const answered = await (await ask({ httpVersion })).readResponse()
      assert.deepEqual([answered.text(), answered.complete], ['body', true])
      if (httpVersion === '1.0') assert.deepEqual(answered.trailers, [])
      if (answered.trailers.length === 0) assert.deepEqual(answered.headerAll('trailer'), [])
    }
  })
}

async function ends(record: Promise<{ ended: string; error: string | undefined; bytesOut: number }>) {
  const { ended, error, bytesOut } = await record
  return [ended, error, bytesOut]
}
