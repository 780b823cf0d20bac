import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const SAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
/** Another version, unknown flags, upper case, zeros, too short, no trace at all. */
const ODD = [
  'cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff',
  '00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
  'nonsense',
  '',
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const traceparent of [SAMPLED, UNSAMPLED]) {
    promises(`without telemetry the trace context ${traceparent.slice(-2)} passes as sent`, async ({ exchange }) => {
      const headers: HeaderList = [
        ['traceparent', traceparent],
        ['tracestate', 'vendor=a:b,other=1'],
        ['baggage', 'user=1;p=2,plan=paid'],
        ['b3', '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1'],
      ]
      const { seen } = await exchange({ target: '/up/x', headers })
      for (const [name, value] of headers) assert.deepEqual(seen.headerAll(name), [value], name)
    })
  }

  promises('without telemetry no trace context is made up', async ({ exchange }) => {
    const { seen } = await exchange({ target: '/up/x' })
    for (const name of ['traceparent', 'tracestate', 'baggage', 'b3']) assert.deepEqual(seen.headerAll(name), [], name)
  })

  promises('an odd traceparent is passed or dropped, never made into another odd one', async ({ exchange }) => {
    for (const traceparent of ODD) {
      const { seen } = await exchange({ target: '/up/x', headers: { traceparent } })
      const [after, ...more] = seen.headerAll('traceparent')
      assert.deepEqual(more, [])
      assert.ok(after === undefined || after === traceparent, `${traceparent} became ${after}`)
    }
  })
})
