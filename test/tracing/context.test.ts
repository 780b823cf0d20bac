import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { type Collector, type HeaderList, type Span, startCollector } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { newContext, readContext } from './trace-context.ts'

const ID = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

/** What must not go on as a context, each in its own line or lines. */
const INVALID: readonly (readonly [what: string, ...lines: string[]])[] = [
  ['an upper-case trace id', `00-${ID.toUpperCase()}-${SPAN}-01`],
  ['an upper-case span id', `00-${ID}-${SPAN.toUpperCase()}-01`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a span id of zeros', `00-${ID}-${'0'.repeat(16)}-01`],
  ['version ff', `ff-${ID}-${SPAN}-01`],
  ['a version of one digit', `0-${ID}-${SPAN}-01`],
  ['version 00 with something behind it', `00-${ID}-${SPAN}-01-more`],
  ['no flags', `00-${ID}-${SPAN}`],
  ['flags of one digit', `00-${ID}-${SPAN}-1`],
  ['flags that are no hex', `00-${ID}-${SPAN}-0x`],
  ['a short trace id', `00-${ID.slice(1)}-${SPAN}-01`],
  ['underscores', `00_${ID}_${SPAN}_01`],
  ['two contexts in one line', `00-${ID}-${SPAN}-01,00-${ID}-${SPAN}-01`],
  ['words', 'nonsense'],
  ['nothing', ''],
  ['two lines', `00-${ID}-${SPAN}-01`, `00-${ID}-${SPAN}-00`],
  ['the same line twice', `00-${ID}-${SPAN}-01`, `00-${ID}-${SPAN}-01`],
]

const kind = (spans: readonly Span[], wanted: Span['kind']) => spans.filter((span) => span.kind === wanted)

forEachRuntime((_runtime, use) => {
  describe('with every trace taken', () => {
    let collector: Collector
    before(async () => {
      collector = await startCollector()
    })
    const { promises } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
telemetry: { otlp: "${collector.url}" }
providers: { up: { url: "${url}" } }
`,
      env: { OTEL_BSP_SCHEDULE_DELAY: '20' },
    })
    after(() => collector.close())

    const traced = async (traceId: string, count = 2) => {
      const all = await collector.waitForSpans((spans) => of(spans, traceId).length >= count)
      return of(all, traceId)
    }
    const of = (spans: readonly Span[], traceId: string) => spans.filter((span) => span.traceId === traceId)

    for (const flags of ['01', '03']) {
      promises(`a client's trace is continued, not doubled, its flags ${flags} as they came`, async ({ exchange }) => {
        const { traceparent, traceId, spanId } = newContext(flags)
        const { seen } = await exchange({ target: '/up/x', headers: { traceparent } })
        const spans = await traced(traceId)
        const [server, ...more] = kind(spans, 'server')
        const [client, ...others] = kind(spans, 'client')
        assert.deepEqual([more, others], [[], []])
        assert.equal(server?.parentSpanId, spanId)
        assert.equal(client?.parentSpanId, server?.spanId)
        assert.deepEqual(seen.headerAll('traceparent').map(readContext), [{ traceId, spanId: client?.spanId, flags }])
      })
    }

    promises('a later version of the header is continued in ours', async ({ exchange }) => {
      const { traceId, spanId } = newContext()
      const { seen } = await exchange({
        headers: { traceparent: `cc-${traceId}-${spanId}-01-what-comes` },
        target: '/up/x',
      })
      const [context, ...more] = seen.headerAll('traceparent').map(readContext)
      assert.deepEqual([context?.traceId, context?.flags, more], [traceId, '01', []])
      assert.equal(kind(await traced(traceId), 'server')[0]?.parentSpanId, spanId)
    })

    promises('without a context a trace begins here, sampled, and the upstream is in it', async ({ exchange }) => {
      const { seen } = await exchange({ target: '/up/x' })
      const [context, ...more] = seen.headerAll('traceparent').map(readContext)
      assert.ok(context)
      assert.deepEqual([context.flags, more], ['01', []])
      const [server] = kind(await traced(context.traceId), 'server')
      assert.equal(server?.parentSpanId, undefined)
    })

    promises('tracestate, baggage and other systems’ headers pass as sent', async ({ exchange }) => {
      const { traceparent, traceId } = newContext()
      const headers: HeaderList = [
        ['traceparent', traceparent],
        ['tracestate', 'vendor=a:b,other@sys=1'],
        ['tracestate', 'third=3'],
        ['baggage', 'user=1;p=2,plan=paid%20'],
        ['b3', '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1'],
        ['x-datadog-trace-id', '1234'],
      ]
      const { seen } = await exchange({ target: '/up/x', headers })
      for (const name of ['baggage', 'b3', 'x-datadog-trace-id']) {
        assert.deepEqual(
          seen.headerAll(name),
          headers.filter(([one]) => one === name).map(([, value]) => value),
        )
      }
      // A server that joins lines changes no meaning (RFC 9110 5.3).
      assert.equal(seen.headerAll('tracestate').join().replaceAll(' ', ''), 'vendor=a:b,other@sys=1,third=3')
      for (const span of await traced(traceId)) assert.equal(span.traceState, 'vendor=a:b,other@sys=1,third=3')
    })

    promises('an invalid traceparent is dropped, replaced or passed, never made into another', async ({ exchange }) => {
      for (const [what, ...lines] of INVALID) {
        const headers = lines.map((line): [string, string] => ['traceparent', line])
        const { seen, answer } = await exchange({ target: '/up/x', headers })
        assert.equal(answer.status, 200, what)
        const after = seen.headerAll('traceparent')
        const passed = JSON.stringify(after) === JSON.stringify(lines)
        const replaced = after.length === 1 && readContext(after[0] ?? '') !== undefined
        assert.ok(passed || replaced || after.length === 0, `${what}: ${JSON.stringify(after)}`)
      }
    })

    promises('what the client does not sample passes untouched and is not exported', async ({ exchange }) => {
      const unsampled = newContext('00')
      const headers: HeaderList = [
        ['traceparent', unsampled.traceparent],
        ['tracestate', 'vendor=1'],
      ]
      const { seen } = await exchange({ target: '/up/x', headers })
      for (const [name, value] of headers) assert.deepEqual(seen.headerAll(name), [value])
      const later = newContext()
      await exchange({ target: '/up/x', headers: { traceparent: later.traceparent } })
      await traced(later.traceId)
      assert.deepEqual(of(collector.spans, unsampled.traceId), [])
    })
  })

  describe('with no trace taken that begins here', () => {
    let collector: Collector
    before(async () => {
      collector = await startCollector()
    })
    const { promises } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
telemetry: { otlp: "${collector.url}", sample: 0 }
providers: { up: { url: "${url}" } }
`,
      env: { OTEL_BSP_SCHEDULE_DELAY: '20' },
    })
    after(() => collector.close())

    promises('no context is made up, and the client’s own trace is still continued', async ({ exchange }) => {
      const { seen } = await exchange({ target: '/up/x' })
      assert.deepEqual(seen.headerAll('traceparent'), [])
      const { traceparent, traceId } = newContext()
      await exchange({ target: '/up/x', headers: { traceparent } })
      const spans = await collector.waitForSpans((all) => all.length >= 2)
      assert.deepEqual(new Set(spans.map((span) => span.traceId)), new Set([traceId]))
    })
  })
})
