import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from '@strait/testkit'

const ROOT = join(import.meta.dirname, '../../../..')

export interface ProxyProcess {
  readonly port: number
  stop(): Promise<void>
}

/** A proxy as a process of Node, so that it behaves alike whoever goes through it. */
export async function startProxyProcess(credentials: string): Promise<ProxyProcess> {
  const script = join(import.meta.dirname, 'proxy-script-fixture.ts')
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [script, credentials], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exit = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  let port = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    port = Number(line)
  })
  await until(() => port, { what: 'the proxy', timeoutMs: 20_000 })
  return {
    port,
    async stop() {
      child.stdin.end()
      await exit
    },
  }
}
