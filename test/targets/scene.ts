import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before } from 'node:test'
import {
  type ClientOptions,
  freePort,
  type IncomingResponse,
  type ReceivedRequest,
  type RequestOptions,
  request,
  type Script,
  startUpstream,
  type Upstream,
  type UpstreamOptions,
} from '@strait/testkit'
import type { Stage, StageOptions, Use } from '../suite.ts'
import { says } from './scripts.ts'

export interface SceneOptions<Name extends string> extends Omit<StageOptions, 'config' | 'upstream'> {
  readonly targets: readonly Name[]
  /** The config for upstreams at these addresses. */
  readonly config: (urls: Readonly<Record<Name, string>>) => string
  readonly upstream?: (name: Name) => UpstreamOptions
}

/** One app, and a provider of its own for every target. */
export interface Scene<Name extends string> {
  readonly at: Readonly<Record<Name, Upstream>>
  readonly config: string
  /** A test that begins with targets that all answer 200 with their name, and were not asked yet. */
  promises(name: string, test: (stage: Stage) => void | Promise<void>): void
  /** What each of them does from now on; the others go on as before. */
  does(scripts: Readonly<Partial<Record<Name, Script>>>): void
  /** A POST with JSON unless said otherwise. Fails on a fault of Strait's own. */
  ask(target: string, options?: RequestOptions & ClientOptions): Promise<IncomingResponse>
  /** Everything that reached a target, in the order in which it came. */
  received(): { readonly name: Name; readonly request: ReceivedRequest }[]
  /** The names of those that were asked, in their order. */
  asked(): string
}

export function scene<Name extends string>(use: Use, options: SceneOptions<Name>): Scene<Name> {
  const { targets, config, upstream, ...others } = options
  const at = {} as Record<Name, Upstream>
  before(async () => {
    for (const name of targets) at[name] = await startUpstream(upstream?.(name))
  })
  // Before the app is stopped: where that fails, no hook behind it runs, and open sockets would keep everything waiting.
  after(() => Promise.all(Object.values<Upstream>(at).map((one) => one.close())))
  const text = () => `listen: 127.0.0.1:0\n${config(urlsOf(at))}`
  const stage = use({ ...others, config: text })

  const received = () =>
    targets
      .flatMap((name) => at[name].requests.map((one) => ({ name, request: one })))
      .sort((one, other) => one.request.headAt - other.request.headAt)

  return {
    at,
    get config() {
      return text()
    },
    promises(name, test) {
      stage.promises(name, async (ready) => {
        for (const target of targets) {
          at[target].clear()
          at[target].script(says(200, target))
        }
        await test(ready)
        for (const target of targets) assert.deepEqual(at[target].errors, [], `${target} had errors of its own`)
      })
    },
    does(scripts) {
      for (const name of targets) {
        const script = scripts[name]
        if (script !== undefined) at[name].script(script)
      }
    },
    async ask(target, sent = {}) {
      const { headers } = sent
      const body = sent.method === undefined || sent.body !== undefined ? { body: sent.body ?? '{"model":"m"}' } : {}
      const answer = await request(stage.app.port, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, target, ...sent, ...body },
        ...(headers === undefined ? {} : { headers }),
      })
      const fault = `${target} met a fault of Strait's own:\n${stage.app.logs()}`
      assert.notEqual(answer.header('x-strait-error'), 'internal', fault)
      if (answer.complete) assert.deepEqual(answer.problems, [], 'the answer is no clean HTTP')
      for (const one of received()) assert.deepEqual(one.request.problems, [], 'a target got no clean HTTP')
      return answer
    },
    received,
    asked: () =>
      received()
        .map(({ name }) => name)
        .join(' '),
  }
}

/** An address on which nobody listens. */
export async function closedUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function urlsOf<Name extends string>(at: Readonly<Record<Name, Upstream>>): Record<Name, string> {
  return Object.fromEntries(Object.entries<Upstream>(at).map(([name, { url }]) => [name, url])) as Record<Name, string>
}
