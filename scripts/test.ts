import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'

/**
 * `npm test`: the unit tests on each of the three runtimes, then the black-box suites (which start the three
 * apps themselves) on Node. Closes with one line that counts everything.
 */
const bin = (name: string) => `node_modules/.bin/${name}`

interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { unit: { type: 'boolean' }, apps: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
})

if (values.help) {
  console.log(
    'npm test [-- --unit | --apps] [-- FILES]\n  STRAIT_RUNTIMES=bun,node,deno chooses the apps that the black-box suites start',
  )
  process.exit(0)
}

function filesOf(patterns: readonly string[]): string[] {
  const found = globSync(patterns as string[], { exclude: (path) => path.includes('node_modules') }).sort()
  return positionals.length === 0 ? found : found.filter((file) => positionals.some((part) => file.includes(part)))
}

const unit = filesOf([
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'test/fuzz/*.test.ts',
])
// What needs real child processes, sockets of its own or Node's test runner stays on Node.
const onNodeOnly = /packages\/(testkit|host(?!\/src\/(?:dial|proxy|transport)))\//
const portable = unit.filter((file) => !onNodeOnly.test(file))
const apps = filesOf(['test/**/*.test.ts']).filter((file) => !file.includes('/fuzz/'))

const ownProcess = unit.filter((file) => onNodeOnly.test(file))
const shared = unit.filter((file) => !onNodeOnly.test(file) && !file.startsWith('apps/'))
const alone = unit.filter((file) => !onNodeOnly.test(file) && file.startsWith('apps/'))

/** The longest first: they take turns on two cores. */
const units: Step[] = [
  {
    name: 'unit on deno',
    command: bin('deno'),
    args: ['test', '-A', '--no-check', '--quiet', 'scripts/unit-on-deno.ts', '--', ...portable],
    env: { NO_COLOR: '1' },
  },
  // In one process: starting one for each of some hundred files takes longer than all that is in them.
  { name: 'unit on node', command: process.execPath, args: ['--test', '--test-isolation=none', ...shared] },
  {
    name: 'unit on bun',
    command: bin('bun'),
    args: ['test', '--timeout', '60000', ...portable.map((file) => `./${file}`)],
  },
  {
    name: 'host and testkit on node',
    command: process.execPath,
    args: ['--test', '--test-concurrency=1', ...ownProcess, ...alone],
  },
]
const suites: Step[] = [
  {
    name: 'the three apps',
    command: process.execPath,
    args: ['--test', '--test-concurrency=3', '--test-timeout=300000', ...apps],
    // A process for each file, and all of them load the same: the apps that they start hear nothing of it.
    env: { NODE_COMPILE_CACHE: 'node_modules/.cache/strait-tests' },
  },
]

const total: Count = { passed: 0, failed: 0, skipped: 0 }
if (!values.apps) await together(units, 2)
if (!values.unit) await together(suites, 1)

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped === 0 ? '' : `, ${total.skipped} skipped`}`)
process.exit(total.failed === 0 ? 0 : 1)

/** Runs the steps in their order, so many at a time. What several print at once is shown one after the other. */
async function together(steps: readonly Step[], atOnce: number): Promise<void> {
  const left = steps.filter((step) => step.args.some((arg) => arg.endsWith('.test.ts')))
  const lane = async () => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) await judge(step, atOnce > 1)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

async function judge(step: Step, later: boolean): Promise<void> {
  const began = performance.now()
  const { code, output } = await run(step, later)
  const count = countOf(output)
  // A runner that died, or ran nothing, has failed whatever it counted.
  if (code !== 0 && count.failed === 0) count.failed = 1
  if (count.passed + count.failed + count.skipped === 0) count.failed = 1
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (later) process.stdout.write(`--- ${step.name}\n${output}`)
  console.log(
    `--- ${step.name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${seconds} s)\n`,
  )
  total.passed += count.passed
  total.failed += count.failed
  total.skipped += count.skipped
}

function run({ name, command, args, env }: Step, later: boolean): Promise<{ code: number; output: string }> {
  if (!later) console.log(`--- ${name}`)
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk
      if (!later) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** The closing lines of node's runner, of bun's and of deno's. */
function countOf(output: string): Count {
  const last = (pattern: RegExp): number => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0)
  const node = {
    passed: last(/^(?:ℹ|#) pass (\d+)/gm),
    failed: last(/^(?:ℹ|#) fail (\d+)/gm),
    skipped: last(/^(?:ℹ|#) skipped (\d+)/gm),
  }
  const bun = {
    passed: last(/^\s*(\d+) pass$/gm),
    failed: last(/^\s*(\d+) fail$/gm),
    skipped: last(/^\s*(\d+) skip$/gm),
  }
  const deno = {
    passed: last(/\| (\d+) passed/g),
    failed: last(/\| \d+ passed.*?\| (\d+) failed/g),
    skipped: last(/\| (\d+) ignored/g),
  }
  const sum = (name: keyof Count) => node[name] + bun[name] + deno[name]
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}
