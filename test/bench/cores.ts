import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Which core the gateways get, and which one the load and the upstreams. */
export interface Cores {
  /** Undefined: not pinned. */
  readonly gateway: number | undefined
  /** Undefined: the same for all. */
  readonly load: number | undefined
  /** For the reader of the result. */
  readonly note: string
}

type Command = [string, ...string[]]

/** Puts this process, and so all that it starts, on one core and leaves another to the gateways. */
export function takeCores(): Cores {
  const [gateway, load] = allowedCores()
  if (gateway === undefined || load === undefined) {
    return { gateway: undefined, load: undefined, note: 'one core for all: ratios mean little' }
  }
  // -a: also the threads that this process already has.
  const pinned = spawnSync('taskset', ['-a', '-c', '-p', String(load), String(process.pid)])
  if (pinned.status !== 0)
    return { gateway: undefined, load: undefined, note: 'not pinned (no taskset): expect a wide spread' }
  return { gateway, load, note: `gateways on core ${gateway}, load and upstream on core ${load}` }
}

/** The command, on the gateways' core. */
export function onGatewayCore(cores: Cores, command: Command): Command {
  return cores.gateway === undefined ? command : ['taskset', '-c', String(cores.gateway), ...command]
}

/** Linux alone says; elsewhere none. */
function allowedCores(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
    return list.split(',').flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number)
      return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    })
  } catch {
    return []
  }
}
