import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { AppProcess } from '@strait/testkit'
import type { Row, Upstreams, Verdict } from './bench.ts'
import { takeCores } from './cores.ts'
import { startUpstream } from './gateways.ts'
import { watchMachine } from './machine.ts'
import { answering, hasNginx, startNginx } from './nginx.ts'
import { HELP, type Options, parseOptions } from './options.ts'
import { table, targetList } from './report.ts'
import { runRuntime } from './run-runtime.ts'
import { errorCount } from './targets.ts'
import { hasWrk } from './wrk.ts'

/** `npm run bench`: Strait against the bare relay of each runtime and against nginx. */
const parsed = parseOptions(process.argv.slice(2))
switch (parsed.kind) {
  case 'help':
    console.log(HELP)
    break
  case 'wrong':
    console.error(`${parsed.message}\n\n${HELP}`)
    process.exitCode = 2
    break
  case 'run':
    process.exitCode = (await bench(parsed.options)) ? 0 : 1
    break
  default:
    parsed satisfies never
}

/** True where nothing failed; a missed target is no failure. */
async function bench(options: Options): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'strait-bench-'))
  // The testkit ends the children on these, and this process with them.
  for (const event of ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(event, () => rmSync(directory, { recursive: true, force: true }))
  }
  const cores = takeCores()
  console.log(`${cores.note}; load: ${hasWrk() ? 'wrk' : 'own'}, upstream: ${hasNginx() ? 'nginx' : 'own'}`)
  console.log(`${options.rounds} rounds of ${options.seconds} s; medians, and lowest–highest round`)
  const doubts = watchMachine()
  const { upstreams, stop } = await startUpstreams(directory)
  const results: { runtime: string; rows: readonly Row[]; verdicts: readonly Verdict[] }[] = []
  try {
    for (const runtime of options.runtimes) {
      const result = await runRuntime(runtime, { options, cores, upstreams, directory, progress })
      progress('')
      console.log(table(runtime, result.rows))
      results.push({ runtime, ...result })
    }
  } finally {
    await stop()
  }
  console.log(targetList(results.flatMap(({ verdicts }) => verdicts)))
  const doubt = doubts()
  if (doubt !== undefined) console.log(doubt)
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ options, cores, doubt, results }, undefined, 2)}\n`)
  return results.every(({ rows }) => rows.every((row) => errorCount(row) === 0))
}

async function startUpstreams(directory: string): Promise<{ upstreams: Upstreams; stop: () => Promise<void> }> {
  const own = await startUpstream()
  const running: Pick<AppProcess, 'kill'>[] = [own]
  let plain = own.port
  if (hasNginx()) {
    const at = join(directory, 'upstream')
    const nginx = await startNginx({ directory: at, http: answering(at), command: (command) => command })
    running.push(nginx.app)
    plain = nginx.port
  }
  const stop = async () => {
    await Promise.all(running.map((each) => each.kill()))
  }
  return { upstreams: { plain, streams: own.port }, stop }
}

/** What it is at, on one line that the result replaces; nothing where nobody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
