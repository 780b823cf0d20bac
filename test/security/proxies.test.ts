import assert from 'node:assert/strict'
import { forEachRuntime, type Stage, standardConfig } from '../suite.ts'

let count = 0

/** Whom the log takes for the client. */
async function clientOf({ app, exchange }: Stage, headers: Record<string, string>): Promise<unknown> {
  const mark = `/up/status/200?stream=c${count++}`
  const { seen } = await exchange({ target: mark, headers })
  for (const [name, value] of Object.entries(headers)) assert.equal(seen.header(name), value, 'it passes as sent')
  return (await app.waitForLog((line) => line['target'] === mark))['client']
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('nobody’s word about the client counts by default', async (stage) => {
    for (const headers of [
      { 'x-forwarded-for': '203.0.113.7' },
      { forwarded: 'for=203.0.113.7' },
      { 'x-real-ip': '203.0.113.7' },
    ]) {
      assert.equal(await clientOf(stage, headers), '127.0.0.1')
    }
  })
})

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: (upstream) => `${standardConfig(upstream)}trusted_proxies: [127.0.0.0/8, 10.0.0.0/8]\n`,
  })

  promises('a trusted proxy’s word counts, read from the right', async (stage) => {
    const rows: [Record<string, string>, string][] = [
      [{}, '127.0.0.1'],
      [{ 'x-forwarded-for': '203.0.113.7' }, '203.0.113.7'],
      [{ 'x-forwarded-for': '1.1.1.1, 203.0.113.7' }, '203.0.113.7'],
      [{ 'x-forwarded-for': '203.0.113.7, 10.0.0.2' }, '203.0.113.7'],
      [{ forwarded: 'for=1.1.1.1, for="203.0.113.7:4711";proto=https' }, '203.0.113.7'],
      [{ 'x-forwarded-for': 'junk' }, '127.0.0.1'],
      [{ 'x-real-ip': '203.0.113.7' }, '127.0.0.1'],
    ]
    for (const [headers, client] of rows) assert.equal(await clientOf(stage, headers), client, JSON.stringify(headers))
  })
})
