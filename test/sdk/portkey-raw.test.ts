import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { portkeyStage } from './portkey-config.ts'
import { rawCalls } from './portkey-raw.ts'
import { KEYS } from './sdk-config.ts'

const lines = (headers: HeaderList) => headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort()

forEachRuntime((_runtime, use) => {
  const { promises } = use({ ...portkeyStage, upstream: {} })

  for (const { says, target, headers, control, body, added = [], arrives = body } of rawCalls) {
    promises(`${says}: arrives byte for byte but for what steers`, async ({ exchange, upstream }) => {
      const placed = control.map(([name, value]): [string, string] => [
        name,
        value.replace('HOST', `${upstream.url}/own/v1`),
      ])
      const { answer, seen } = await exchange({ method: 'POST', target, headers: [...headers, ...placed], body })
      assert.equal(answer.status, 200)
      assert.equal(seen.target, `/own${target}`)
      assert.equal(seen.content.bytes().toString(), arrives)
      const { host, length } = { host: upstream.url.slice('http://'.length), length: Buffer.byteLength(arrives) }
      const expected = [...headers, ...added, ['host', host], ['content-length', `${length}`]] as HeaderList
      assert.deepEqual(lines(seen.headers.filter(([name]) => name.toLowerCase() !== 'connection')), lines(expected))
      assert.ok(!seen.rawHead.toString('latin1').includes(KEYS.strait))
      assert.equal(answer.header('x-portkey-provider'), 'passthrough')
    })
  }
})
