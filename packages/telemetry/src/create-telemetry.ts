import { maskTarget } from '@strait/core'
import type { CreateOptions, Telemetry } from './telemetry.ts'
import { WallClock } from './wall-clock.ts'

/** ms for a flush that nobody else bounds. */
const PATIENCE = 5_000

/** Tracing, ready to go. What it needs is loaded here, so whoever never calls it pays nothing. */
export function createTelemetry(options: CreateOptions): Promise<Telemetry> {
  return options.via === 'deno' ? viaDeno(options) : viaOtlp(options)
}

/** ms in which what a stop has just cut comes to its end. */
const MOMENT = 250

/** Last flushes under way, of what a reload has replaced: the end of the process waits for them too. */
const closing = new Set<Promise<void>>()

async function viaOtlp(options: CreateOptions): Promise<Telemetry> {
  const { createTraceState } = await import('@opentelemetry/api')
  const [{ createExporter }, { createResource }, { Batcher }, { exchangeTracer }, { ownSource }] = await Promise.all([
    import('./exporter.ts'),
    import('./resource.ts'),
    import('./batcher.ts'),
    import('./exchange-tracer.ts'),
    import('./own-source.ts'),
  ])
  const [{ lossReport }, { OpenExchanges }] = await Promise.all([
    import('./loss-report.ts'),
    import('./open-exchanges.ts'),
  ])
  const { version = '0', clock = () => performance.now(), now = Date.now, sampler, flushEach, defer, batch } = options
  const exporter = createExporter(options)
  const losses = lossReport(options.warn ?? (() => {}))
  const batcher = new Batcher({ ...batch, exporter, clock, lost: losses.lost })
  const source = ownSource({ batcher, resource: createResource(options), version, createTraceState })
  const flush = () => batcher.flush(PATIENCE)
  const close = async (deadline: number) => {
    await batcher.shutdown(deadline)
    losses.close()
    // It waits for exports under way, which may be hanging: their spans are given up already.
    exporter.shutdown().catch(() => {})
  }
  const flushNow = () => (defer === undefined ? void flush() : defer(flush()))
  const open = new OpenExchanges(flushEach ? flushNow : undefined)
  const wall = new WallClock(clock, now)
  return {
    tracer: open.count(exchangeTracer({ source, sampler, wall, ended: open.ended })),
    target: `${maskTarget(options.endpoint)} (${share(options)})${origin(options)}`,
    dropped: () => batcher.dropped,
    flush,
    shutdown: async (deadline = PATIENCE) => {
      await Promise.all([open.idle(Math.min(deadline, MOMENT)), ...closing])
      if (open.size === 0) return close(deadline)
      // A reload: exchanges that outlive it hand in their spans when they end.
      open.whenIdle(() => {
        const last = close(PATIENCE).finally(() => closing.delete(last))
        closing.add(last)
      })
      await batcher.flush(deadline)
    },
  }
}

async function viaDeno(options: CreateOptions): Promise<Telemetry> {
  const [api, { denoSource, insideServerSpan, maskServerSpan }, { exchangeTracer }] = await Promise.all([
    import('@opentelemetry/api'),
    import('./deno-source.ts'),
    import('./exchange-tracer.ts'),
  ])
  const { version = '0', clock = () => performance.now(), now = Date.now, sampler } = options
  const tracer = exchangeTracer({ source: denoSource(api, version), sampler, wall: new WallClock(clock, now) })
  return {
    tracer: {
      begin(exchange) {
        maskServerSpan(api, exchange)
        return tracer.begin(exchange)
      },
    },
    target: `Deno's own exporter (${share(options)})${origin(options)}`,
    dropped: () => 0,
    // Deno exports when it sees fit, at the latest when it exits, and offers no way to ask for it.
    flush: async () => {},
    shutdown: async () => {},
    inside: (response, run) => insideServerSpan(api, response, run),
  }
}

function share({ sampler }: CreateOptions): string {
  const mine = sampler.root >= 1 ? 'every trace' : `${sampler.root * 100} % of traces`
  return sampler.parent === 'follow' ? `${mine}; a caller's sampled flag decides for its own` : mine
}

function origin({ used }: CreateOptions): string {
  return used.length === 0 ? '' : `, by ${used.join(' ')}`
}
