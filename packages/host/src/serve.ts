import type { Config } from '@strait/config'
import { createGateway, State } from '@strait/core'
import type { App } from './app.ts'
import { banner } from './banner.ts'
import { CacheStores } from './cache-stores.ts'
import type { Options } from './cli/parse-args.ts'
import { environment, findConfig } from './config-source.ts'
import { openListeners } from './listeners.ts'
import { type Loaded, loadConfigFrom, makePlan } from './load-plan.ts'
import { logTo } from './log/log-to.ts'
import { processOutput } from './log/output.ts'
import { logSettings } from './log/settings.ts'
import { Reloader } from './reload.ts'
import { createRuntime } from './runtime.ts'
import { stopOnSignals } from './stop.ts'
import type { Transport } from './transport/wire.ts'

/** ms that the last lines of the log may take; whoever reads none of them holds nothing up. */
const LAST_LINES = 1_000

/** Loads, wires, listens; then reloads and drains until a signal ends it. */
export async function serve(app: App, options: Options): Promise<void> {
  const variables = await environment(options)
  const env = (name: string) => variables[name]
  const source = await findConfig(options, env)
  const accepted = options.acceptUnenforced ?? []
  const judged = await loadConfigFrom(source, env, accepted)
  const { output = processOutput } = app
  const { logger, flush } = logTo(output('stdout'), logSettings(options, env, judged.config))
  // Even before there is something to say to it: a runtime writes its own warnings there.
  const toPerson = output('stderr')
  const transport = await transportOf(app, judged.config.transport)
  const runtime = createRuntime(transport)
  const caches = new CacheStores()
  const context = { runtime, variables, source, logger, accepted, caches }
  const loaded = await makePlan(judged, context)
  const state = new State(runtime.clock)
  const gatewayOf = ({ plan, proxyFor }: Loaded) => createGateway(plan, createRuntime(transport, proxyFor), state)
  let gateway = gatewayOf(loaded)
  let current = loaded
  const closeOtherStores = async ({ cache }: Loaded) => {
    if (cache !== undefined) await caches.putInEffect(cache)
  }
  await closeOtherStores(loaded)
  const listeners = await openListeners(app, loaded, {
    gateway: () => gateway,
    inside: () => current.telemetry?.inside,
    warn: (message) => logger.log('warn', message),
  })
  const reloader = new Reloader({
    context,
    loaded,
    listeners,
    swap: async (next) => {
      gateway = gatewayOf(next)
      current = next
      await closeOtherStores(next)
    },
  })
  reloader.start()
  stopOnSignals({
    state,
    listeners,
    logger,
    drain: () => current.config.drain,
    close: async () => {
      await current.telemetry?.shutdown()
      await transport.close()
      await caches.close()
      await flush(LAST_LINES)
    },
  })
  state.ready = true
  toPerson(banner(app, source, loaded, listeners), () => {})
}

/** The runtime's own `fetch` is loaded where it is asked for. */
async function transportOf(app: App, kind: Config['transport']): Promise<Transport> {
  if (kind === 'wire') return app.createTransport()
  return (await import('./transport/fetch.ts')).createFetchTransport()
}
