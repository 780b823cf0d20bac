import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import * as net from 'node:net'
import { join } from 'node:path'
import { until } from '@strait/testkit'

export interface FullListener {
  readonly port: number
  /** Connections to it that are being opened, of all processes. */
  attempts(): number
  stop(): Promise<void>
}

const NODE = join(import.meta.dirname, '../../../../node_modules/.bin/node')
const SCRIPT = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`

/** States of /proc/net/tcp. */
const SYN_SENT = '02'
const LISTEN = '0A'

/** Listens, but never answers: a stopped process, whose queue is full, so that Linux drops what more would connect. */
export async function startFullListener(): Promise<FullListener> {
  const child = spawn(NODE, ['-e', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  child.kill('SIGSTOP')
  // The queue holds one more than the backlog says.
  const fillers = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')]
  for (const filler of fillers) filler.on('error', () => {})
  await until(
    () => sockets().some(({ local, state, received }) => local === port && state === LISTEN && received === 2),
    {
      what: 'a full queue',
    },
  )
  return {
    port,
    attempts: () => sockets().filter(({ remote, state }) => remote === port && state === SYN_SENT).length,
    async stop() {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
      await exit
    },
  }
}

function sockets() {
  const [, ...lines] = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [, local = '', remote = '', state = '', queues = ''] = line.trim().split(/\s+/)
    const portOf = (address: string) => Number.parseInt(address.split(':')[1] ?? '', 16)
    return { local: portOf(local), remote: portOf(remote), state, received: Number.parseInt(queues.slice(9), 16) }
  })
}
