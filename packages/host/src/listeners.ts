import type { DoorName } from '@strait/core'
import type { App, ClientLimits, Listener, ListenOptions } from './app.ts'
import type { Address, Loaded } from './load-plan.ts'
import { portHolder } from './port-holder.ts'
import { StartError } from './start-error.ts'

/** What a reload may change between two requests. */
export type Live = Pick<ListenOptions, 'gateway' | 'inside' | 'warn'>

/** Opens every address; one that can't be opened closes the others again. */
export async function openListeners(app: App, loaded: Loaded, live: Live): Promise<Listener[]> {
  const open: Listener[] = []
  for (const address of loaded.listen) {
    try {
      open.push(await listen(app, address, loaded, live))
    } catch (error) {
      for (const listener of open) listener.destroy()
      throw await explain(error, address)
    }
  }
  return open
}

function listen(app: App, address: Address, { config }: Loaded, live: Live): Promise<Listener> {
  const { hostname, port, tls, doors, name } = address
  return app.listen({
    hostname,
    port,
    tls,
    doors: doors === undefined ? undefined : new Set(doors as DoorName[]),
    name,
    ...live,
    clients: clientLimits(config),
  })
}

/** The server's own limits stand above the bounds, so that core refuses first and says which bound it was. */
function clientLimits({ bounds, timeouts }: Loaded['config']): ClientLimits {
  return {
    head: timeouts.client.head,
    keepAlive: timeouts.client.keep_alive,
    maxHead: bounds.head + bounds.target + 16_384,
  }
}

async function explain(error: unknown, { hostname, port }: Address): Promise<StartError> {
  const { code, message } = error as { code?: string; message?: string }
  const where = `${hostname}:${port}`
  if (code === 'EADDRINUSE' || /in use/i.test(message ?? '')) {
    const holder = await portHolder(port)
    const by = holder === undefined ? 'another process' : holder
    return new StartError(
      `strait: ${where} is in use by ${by}.\nStop it, or choose another port: PORT=${port + 1}, or \`listen\` in the config.`,
      1,
    )
  }
  if (code === 'EACCES') {
    return new StartError(`strait: no permission to listen on ${where}; ports below 1024 need one. Try PORT=8787.`, 1)
  }
  if (code === 'EADDRNOTAVAIL') return new StartError(`strait: ${hostname} is not an address of this machine.`, 1)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`strait: the name ${hostname} could not be resolved.`, 1)
  }
  return new StartError(`strait: can't listen on ${where}: ${message ?? code ?? 'unknown reason'}`, 1)
}
