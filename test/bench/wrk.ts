import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HEADERS, type RequestPlan } from './exchanges.ts'
import type { LoadResult } from './load.ts'

let installed: boolean | undefined

export function hasWrk(): boolean {
  // It answers -v with 1; where it is missing there is no status at all.
  installed ??= spawnSync('wrk', ['-v']).error === undefined
  return installed
}

/** One stretch of load by wrk, which takes less of the load's core than anything written here could. */
export async function wrk(
  port: number,
  plan: RequestPlan,
  connections: number,
  seconds: number,
  directory: string,
): Promise<LoadResult> {
  const script = join(mkdtempSync(join(directory, 'wrk-')), 'request.lua')
  writeFileSync(script, scriptOf(plan))
  const url = `http://127.0.0.1:${port}${plan.target}`
  const args = [
    '-t',
    '1',
    '-c',
    String(connections),
    '-d',
    `${Math.ceil(seconds) + 5}s`,
    '--timeout',
    '5s',
    '-s',
    script,
    url,
  ]
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  // wrk knows whole seconds only; interrupted, it stops and reports.
  const timer = setTimeout(() => child.kill('SIGINT'), seconds * 1000)
  const stuck = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + 10_000)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  clearTimeout(timer)
  clearTimeout(stuck)
  return resultOf(output)
}

function scriptOf({ method, body, fresh, headers: more = [] }: RequestPlan): string {
  const headers = [...HEADERS, ...more].map(([name, value]) => `wrk.headers[${lua(name)}]=${lua(value)}`)
  if (fresh === true) headers.push('wrk.headers["connection"]="close"')
  return `wrk.method=${lua(method)}
${body === '' ? '' : `wrk.body=${lua(body)}`}
${headers.join('\n')}
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('bench {"requests":%d,"micros":%d,"errors":%d,"p50":%d,"p99":%d}\\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
`
}

function lua(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function resultOf(output: string): LoadResult {
  const json = /^bench (.*)$/m.exec(output)?.[1]
  if (json === undefined) throw new Error(`wrk did not report:\n${output}`)
  const { requests, micros, errors, p50, p99 } = JSON.parse(json) as Record<string, number>
  return {
    requests: requests ?? 0,
    seconds: (micros ?? 0) / 1e6,
    errors: errors ?? 0,
    p50: (p50 ?? 0) / 1000,
    p99: (p99 ?? 0) / 1000,
  }
}
