import { execFile } from 'node:child_process'
import net from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { type AppProcess, freePort, until } from '@strait/testkit'
import type { Bench, CaseResult, Row } from '../bench.ts'
import { ROOT, spawnStrait, straitConfig } from '../gateways.ts'
import { spread } from '../stats.ts'
import { TARGETS, verdict } from '../targets.ts'

const TIMES = 5

/** From the process's start to the first `/-/healthy` that says 200: from the sources, and on Bun what `npm run build` makes. */
export async function startup(bench: Bench): Promise<CaseResult> {
  const { runtime, directory } = bench
  const { row } = await timed(bench, 'start to first answer')
  if (runtime !== 'bun') return { rows: [row], verdicts: [] }
  const into = join(directory, 'dist')
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build.ts'), into], { cwd: ROOT })
  const built = await timed(bench, 'start to first answer, built', [join(into, 'strait')])
  const target = `start to first answer of what is built: ≤ ${TARGETS.startMs} ms`
  const judged = verdict(runtime, built.row, target, built.row.strait, built.median <= TARGETS.startMs)
  return { rows: [row, built.row], verdicts: [judged] }
}

async function timed({ runtime, cores, upstreams, options }: Bench, name: string, command?: [string, ...string[]]) {
  const times: number[] = []
  for (let i = 0; i < (options.quick ? 2 : TIMES); i++) {
    const port = await freePort()
    const config = straitConfig(upstreams, { listen: `127.0.0.1:${port}` })
    const began = performance.now()
    const app = spawnStrait(runtime, cores, config, command)
    try {
      await until(() => answered(app, port), { timeoutMs: 20_000, everyMs: 1, what: () => `an answer:\n${app.output}` })
      times.push(performance.now() - began)
    } finally {
      await app.kill()
    }
  }
  const { median, low, high } = spread(times)
  const note = `${low.toFixed(0)}–${high.toFixed(0)} ms`
  const row: Row = { name, strait: `${median.toFixed(0)} ms`, errors: {}, note }
  return { row, median }
}

function answered(app: AppProcess, port: number): Promise<boolean> {
  if (app.exit !== undefined) throw new Error(`the app ended before it answered:\n${app.output}`)
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    const settle = (healthy: boolean) => {
      socket.destroy()
      resolve(healthy)
    }
    socket.once('connect', () => socket.write('GET /-/healthy HTTP/1.1\r\nhost: localhost\r\n\r\n'))
    socket.once('data', (data) => settle(data.toString('latin1', 0, 12) === 'HTTP/1.1 200'))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}
