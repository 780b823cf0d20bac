import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts, until } from '@strait/testkit'

const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** Ports that must all be named: those left out are opened at their usual numbers, on every interface. */
const PORTS = [
  'query.http-server',
  'collector.otlp.http',
  'admin.http',
  'query.grpc-server',
  'collector.otlp.grpc',
  'collector.http-server',
  'collector.grpc-server',
] as const

/** A span as Jaeger's query API tells it. */
export interface JaegerSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parents: readonly string[]
  readonly service: string
  readonly tags: Readonly<Record<string, string | number | boolean>>
  readonly events: readonly { readonly name: unknown; readonly at: number }[]
  /** µs since the epoch. */
  readonly start: number
  readonly end: number
}

export interface Jaeger {
  /** What `telemetry.otlp` wants. */
  readonly otlp: string
  /** The trace of that id, once it has so many spans. */
  trace(id: string, count: number): Promise<readonly JaegerSpan[]>
  /** The spans of the one trace that has a span with these tags. */
  find(service: string, tags: Readonly<Record<string, string>>): Promise<readonly JaegerSpan[]>
  /** All that it holds of a service, as it says it. */
  everything(service: string): Promise<string>
  stop(): Promise<void>
}

/** The server that `scripts/jaeger.sh` builds, if it has been. */
export function findJaeger(): string | undefined {
  if (!existsSync(CACHE)) return undefined
  const name = readdirSync(CACHE).find((file) => /^jaeger-v1\.[\d.]+$/.test(file))
  return name === undefined || !existsSync(join(CACHE, name)) ? undefined : join(CACHE, name)
}

/** Jaeger with an empty memory, on free ports of loopback. */
export async function startJaeger(binary: string): Promise<Jaeger> {
  const ports = await freePorts(PORTS.length)
  const places = PORTS.map((name, i) => `--${name}.host-port=127.0.0.1:${ports[i]}`)
  const args = [...places, '--memory.max-traces=10000', '--log-level=error']
  const child = spawn(binary, args, { stdio: 'ignore', env: { SPAN_STORAGE_TYPE: 'memory' } })
  process.once('exit', () => child.kill('SIGKILL'))
  const [query, otlp, admin] = ports.map((port) => `http://127.0.0.1:${port}`)
  try {
    const ready = () =>
      child.exitCode !== null ||
      fetch(`${admin}/`).then(
        ({ ok }) => ok,
        () => false,
      )
    await until(ready, { timeoutMs: 15_000, what: 'Jaeger to be ready' })
    if (child.exitCode !== null) throw new Error(`Jaeger ended with ${child.exitCode} before it was ready`)
  } catch (error) {
    await end(child)
    throw error
  }
  return { otlp: otlp as string, ...reader(query as string), stop: () => end(child) }
}

function reader(query: string): Pick<Jaeger, 'trace' | 'find' | 'everything'> {
  const ask = async (path: string): Promise<string> => (await fetch(`${query}${path}`)).text()
  const spansAt = async (path: string): Promise<JaegerSpan[][]> => {
    const { data } = JSON.parse(await ask(path)) as { data: Trace[] | null }
    return (data ?? []).map(spansOf)
  }
  return {
    async trace(id, count) {
      let seen: JaegerSpan[] = []
      const there = async () => {
        seen = (await spansAt(`/api/traces/${id}`))[0] ?? []
        return seen.length >= count && seen
      }
      const what = () => `${count} spans of a trace; Jaeger has ${seen.map(({ name }) => name).join(' | ') || 'none'}`
      return until(there, { timeoutMs: 10_000, everyMs: 25, what })
    },
    async find(service, tags) {
      const wanted = new URLSearchParams({ service, limit: '20', tags: JSON.stringify(tags) })
      const one = async () => {
        const traces = await spansAt(`/api/traces?${wanted}`)
        return traces.length === 1 && traces[0]
      }
      return until(one, { timeoutMs: 10_000, everyMs: 25, what: `one trace with ${JSON.stringify(tags)}` })
    },
    everything: (service) => ask(`/api/traces?${new URLSearchParams({ service, limit: '10000' })}`),
  }
}

interface Tag {
  readonly key: string
  readonly value: string | number | boolean
}

interface Trace {
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
  readonly spans: readonly {
    readonly operationName: string
    readonly traceID: string
    readonly spanID: string
    readonly processID: string
    readonly references: readonly { readonly spanID: string }[]
    readonly tags: readonly Tag[]
    readonly logs: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[]
    readonly startTime: number
    readonly duration: number
  }[]
}

function spansOf({ spans, processes }: Trace): JaegerSpan[] {
  return spans.map((span) => ({
    name: span.operationName,
    traceId: span.traceID,
    spanId: span.spanID,
    parents: span.references.map(({ spanID }) => spanID),
    service: processes[span.processID]?.serviceName ?? '',
    tags: Object.fromEntries(span.tags.map(({ key, value }) => [key, value])),
    events: span.logs.map(({ timestamp, fields }) => ({
      name: fields.find(({ key }) => key === 'event')?.value,
      at: timestamp,
    })),
    start: span.startTime,
    end: span.startTime + span.duration,
  }))
}

/** Not SIGTERM: it would wait 10 s for the connections that our own queries keep alive, and has nothing to save. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
