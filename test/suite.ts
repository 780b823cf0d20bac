import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type App,
  type AppOptions,
  type ClientOptions,
  connect,
  type IncomingResponse,
  type RawClient,
  type ReceivedRequest,
  type RequestOptions,
  type RuntimeName,
  request,
  startApp,
  startUpstream,
  type Upstream,
  type UpstreamOptions,
} from '@strait/testkit'
import { gapOf } from './gaps.ts'

/** `STRAIT_RUNTIMES=bun,node` runs the suites on these alone. */
export const runtimes: readonly RuntimeName[] = chosenRuntimes(process.env['STRAIT_RUNTIMES'])

/** Secrets that the standard config holds; no caller and no answer may see them. */
export const HELD = { anthropic: 'sk-ant-held-by-strait', gemini: 'AIza-held-by-strait' } as const

export interface StageOptions extends Omit<AppOptions, 'config'> {
  /** The config file's text; default: `standardConfig`. */
  readonly config?: (upstream: Upstream) => string
  readonly upstream?: UpstreamOptions
}

export interface Exchanged {
  readonly answer: IncomingResponse
  /** Every request that reached the upstream because of it. */
  readonly received: readonly ReceivedRequest[]
  /** The one request that reached it; fails where there was none or more than one. */
  readonly seen: ReceivedRequest
}

/** One app with its upstream, for the tests of one `describe`. */
export interface Stage {
  readonly runtime: RuntimeName
  readonly app: App
  readonly upstream: Upstream
  /** A test. Where `gaps.ts` names it for this runtime it is skipped, and carries the reason. */
  promises(name: string, test: (stage: Stage) => void | Promise<void>): void
  /** A connection to the app. */
  connect(options?: ClientOptions): Promise<RawClient>
  /** One request on a connection of its own; holds what is true of every exchange. */
  exchange(options: RequestOptions & ClientOptions): Promise<Exchanged>
}

export type Use = (options?: StageOptions) => Stage

/**
 * Runs the same suite against each of the apps: `use()` starts one with an upstream, and stops both. `together` lets
 * the three run side by side, for suites that mostly wait.
 */
export function forEachRuntime(
  define: (runtime: RuntimeName, use: Use) => void,
  { together = false }: { readonly together?: boolean } = {},
): void {
  describe('the same promises', { concurrency: together }, () => {
    for (const runtime of runtimes) {
      describe(`on ${runtime}`, { concurrency: false }, () =>
        define(runtime, (options = {}) => stage(runtime, options)),
      )
    }
  })
}

/** Providers and a route that all lead to the upstream: without a key, with a held one, with a base path. */
export function standardConfig({ url }: Upstream): string {
  return `
listen: 127.0.0.1:0
providers:
  up: { url: "${url}" }
  based: { url: "${url}/base/path?own=1" }
  openai: { url: "${url}/v1" }
  anthropic: { url: "${url}", key: "\${HELD_ANTHROPIC}" }
  gemini: { url: "${url}/v1beta", key: "\${HELD_GEMINI}" }
routes:
  - path: /route/*
    to: { url: "${url}" }
`
}

/** A request target at every kind of door of the standard config. */
export const DOORS = [
  '/up/any',
  '/based/any',
  '/openai/v1/chat/completions',
  '/anthropic/v1/messages',
  '/gemini/v1beta/models/g:generateContent',
  '/route/any',
  '/v1/chat/completions',
  '/v1/messages',
  '/v1beta/models/g:generateContent',
] as const

function stage(runtime: RuntimeName, { config = standardConfig, upstream: setup, ...options }: StageOptions): Stage {
  let app: App | undefined
  let upstream: Upstream | undefined

  before(async () => {
    upstream = await startUpstream(setup)
    const env = { HELD_ANTHROPIC: HELD.anthropic, HELD_GEMINI: HELD.gemini, ...options.env }
    app = await startApp(runtime, { ...options, env, config: config(upstream) })
  })
  after(async () => {
    try {
      if (app !== undefined) await endWell(app)
      assert.deepEqual(upstream?.errors ?? [], [], 'the upstream had errors of its own')
    } finally {
      await upstream?.close()
    }
  })

  const self: Stage = {
    runtime,
    get app() {
      return there(app)
    },
    get upstream() {
      return there(upstream)
    },
    promises(name, test) {
      it(name, async (context) => {
        const gap = gapOf(runtime, name)
        if (gap !== undefined) return context.skip(gap.reason)
        await test(self)
      })
    },
    connect: (clientOptions) => connect(there(app).port, clientOptions),
    exchange: (sent) => exchange(there(app), there(upstream), sent),
  }
  return self
}

async function exchange(app: App, upstream: Upstream, sent: RequestOptions & ClientOptions): Promise<Exchanged> {
  const earlier = new Set(upstream.requests)
  const answer = await request(app.port, sent)
  const received = upstream.requests.filter((one) => !earlier.has(one))
  const what = `${sent.method ?? 'GET'} ${sent.target ?? '/'}`
  assert.notEqual(answer.header('x-strait-error'), 'internal', `${what} met a fault of Strait's own:\n${app.logs()}`)
  for (const one of received) assert.deepEqual(one.problems, [], `${what}: what reached the upstream is no clean HTTP`)
  if (answer.complete) assert.deepEqual(answer.problems, [], `${what}: the answer is no clean HTTP`)
  return {
    answer,
    received,
    get seen() {
      const said = `${answer.status} ${answer.text().slice(0, 300)}`
      assert.equal(received.length, 1, `${what} reached the upstream ${received.length} times; the answer was ${said}`)
      return received[0] as ReceivedRequest
    },
  }
}

/** SIGTERM has to be enough, and nothing may have gone wrong inside. */
async function endWell(app: App): Promise<void> {
  const faults = app.lines().filter((line) => line['error'] === 'internal' || line['level'] === 'error')
  const { code } = await app.process.stop('SIGTERM', 10_000)
  assert.equal(code, 0, `the app ended with ${code}:\n${app.logs()}`)
  assert.deepEqual(faults, [], 'the app logged faults of its own')
}

function there<T>(value: T | undefined): T {
  assert.ok(value !== undefined, 'the app runs only while the tests of its suite run')
  return value
}

function chosenRuntimes(names: string | undefined): RuntimeName[] {
  const all: RuntimeName[] = ['bun', 'node', 'deno']
  if (names === undefined || names.trim() === '') return all
  const wanted = names.split(',').map((name) => name.trim())
  const unknown = wanted.filter((name) => !all.some((runtime) => runtime === name))
  if (unknown.length > 0) throw new Error(`STRAIT_RUNTIMES names ${unknown.join(', ')}; there are ${all.join(', ')}`)
  return all.filter((runtime) => wanted.includes(runtime))
}
