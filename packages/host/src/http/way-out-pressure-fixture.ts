import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { answer } from '../../../core/test/harness.ts'
import { promise, type Scene, type WayOut } from './way-out-scene-fixture.ts'
import { noise, Spring } from './way-out-source-fixture.ts'

const MB = 1024 * 1024
const TOTAL = 64 * MB
/** What kernel and process may hold between a source and a client that does not read. */
const ON_THE_WAY = 24 * MB

/** A client that does not read holds back the source, and nobody else. */
export function pressureContract(way: WayOut): void {
  for (const headers of [[], ['content-length', `${TOTAL}`]]) {
    const framing = headers.length === 0 ? 'in chunks' : 'with its length'
    const spring = new Spring(TOTAL)
    const bodies = [spring]
    promise(
      way,
      `a client that does not read stops the source, and gets everything when it does, ${framing}`,
      { upstream: () => answer(bodies.shift() ?? 'small', bodies.length === 0 ? {} : { headers }) },
      async ({ ask, records }) => {
        const client = await ask()
        client.pause()
        const given = await stopped(spring, ask)
        assert.ok(given < ON_THE_WAY, `${given} bytes were given to nobody`)
        client.resume()
        const answered = await client.readResponse()
        assert.ok(answered.complete)
        assert.ok(answered.body.equals(noise(TOTAL)), 'the same bytes')
        await until(() => records.some(({ bytesOut, ended }) => bytesOut === TOTAL && ended === 'whole'))
      },
    )
  }

  const left = new Spring(TOTAL)
  const beside: Spring[] = [left]
  promise(
    way,
    'a client that leaves without having read takes its call with it',
    { upstream: () => answer(beside.shift() ?? 'small') },
    async ({ ask, records }) => {
      const client = await ask()
      client.pause()
      await stopped(left, ask)
      client.reset()
      await until(() => left.cancelled, { what: 'the call to be taken along' })
      await until(() => records.some(({ ended }) => ended === 'client'))
    },
  )

  const stalled = new Spring(TOTAL)
  promise(
    way,
    'a client that takes nothing for too long is dropped',
    { upstream: () => answer(stalled), plan: { stalled: 200 } },
    async ({ ask, record }) => {
      const client = await ask()
      client.pause()
      const { ended, error } = await record()
      assert.deepEqual([ended, error], ['strait', 'client_stalled'])
      assert.ok(stalled.cancelled)
      client.resume()
      const answered = await client.readResponse().catch(() => undefined)
      assert.notEqual(answered?.complete, true)
    },
  )
}

/** The source is held, and stays so while others are served; how much it has given. */
async function stopped(spring: Spring, ask: Scene['ask']): Promise<number> {
  for (;;) {
    await until(() => spring.held, { what: () => `the source to be held; ${spring.given} bytes given` })
    const { given } = spring
    for (let i = 0; i < 20; i++) {
      const other = await ask()
      assert.equal((await other.readResponse()).text(), 'small', 'others are served meanwhile')
      other.close()
    }
    if (spring.held && spring.given === given) return given
  }
}
