import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { delay } from '@strait/testkit'

export interface FullBacklog {
  readonly port: number
  close(): void
}

/** Listens and never accepts: its thread sleeps, so the kernel's queue fills up. */
const LISTENER = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/**
 * An address that answers no SYN, as a firewalled host does, on loopback: once the queue of connections nobody
 * accepts is full, the kernel drops what comes.
 */
export async function startFullBacklog(): Promise<FullBacklog> {
  const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(text.toString())
  const fillers = await fill(port)
  return { port, close: () => end(child, fillers) }
}

async function fill(port: number): Promise<Socket[]> {
  const fillers: Socket[] = []
  for (let i = 0; i < 16; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    fillers.push(socket)
    const connected = await Promise.race([once(socket, 'connect').then(() => true), delay(200).then(() => false)])
    if (!connected) return fillers
  }
  throw new Error('the queue of connections never filled up')
}

function end(child: ChildProcess, fillers: readonly Socket[]): void {
  for (const socket of fillers) socket.destroy()
  child.kill('SIGKILL')
}
