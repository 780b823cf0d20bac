import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { providers } from '../packages/core/src/providers/index.ts'

/** Which way imports go: what stands here is held; what is not listed is not allowed. */

const root = resolve(import.meta.dirname, '..')

/** core ← { telemetry, config, stores } ← host ← apps, and wire ← host: core and wire do not know each other. The testkit is for tests alone: no source has it in its list. */
const PACKAGES: Record<string, readonly string[]> = {
  'packages/core': [],
  'packages/telemetry': ['@strait/core'],
  'packages/config': ['@strait/core'],
  'packages/stores': ['@strait/core'],
  'packages/wire': [],
  'packages/host': ['@strait/core', '@strait/config', '@strait/stores', '@strait/telemetry', '@strait/wire'],
  'packages/testkit': [],
  'apps/bun': ['@strait/core', '@strait/host', '@strait/wire'],
  'apps/node': ['@strait/core', '@strait/host'],
  'apps/deno': ['@strait/core', '@strait/host', '@strait/wire'],
}

/** These run anywhere Fetch runs: no module of a runtime. */
const RUNTIME_FREE = ['packages/core', 'packages/config', 'packages/wire']

const STAGES = ['accept', 'identify', 'match', 'admit', 'send', 'prepare', 'relay', 'observe'] as const

/** What the stages share: the exchange, and the shapes around it. */
const SHARED = [
  ...['cache-note', 'errors', 'exchange', 'fork', 'kit', 'passes', 'plan', 'quiet-trace', 'record'],
  ...['runtime', 'secret', 'state', 'tap', 'telemetry'],
]

/** Where the pipeline is put together. */
const TOP = ['gateway', 'refuse', 'error-body', 'error-headers', 'fetch', 'index']

/** Inside core, a part → the parts whose values it may use. */
const USES: Record<string, readonly string[]> = {
  web: [],
  json: ['web'],
  shared: ['web'],
  providers: ['web', 'shared'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, ['web', 'json', 'shared', 'providers']])),
  // One attempt after the other, each prepared for its own target.
  send: ['web', 'json', 'shared', 'providers', 'prepare'],
  // Doors that other gateways have, made of what Strait's own are made of.
  dialects: ['web', 'json', 'shared', 'providers', 'match', 'prepare', 'send'],
  top: ['web', 'shared', 'providers', 'dialects', ...STAGES],
}

/** Types alone: the shapes name what the stages compile to, and `prepare` works on a target of `send`. */
const NAMES: Record<string, readonly string[]> = {
  shared: ['providers', 'accept', 'identify', 'prepare', 'send'],
  prepare: ['send'],
  dialects: ['send'],
}

const EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  {
    from: 'relay/answer-headers.ts',
    to: 'accept/cors.ts',
    why: 'CORS is one rule at both ends: what lets a page ask also lets it read the answer',
  },
  { from: 'match/preflight-door.ts', to: 'accept/cors.ts', why: 'a preflight is a door that knows the CORS rule' },
  {
    from: 'send/cache/flight-exchange.ts',
    to: 'accept/body.ts',
    why: 'a call that answers several callers has a body of its own, which outlives that of each of them',
  },
  { from: 'match/preflight-door.ts', to: 'send/local.ts', why: 'a preflight is answered here, as a page of our own' },
]

/** Comparisons with a provider's name that mean something else. */
const NOT_PROVIDERS: readonly { readonly file: string; readonly why: string }[] = [
  { file: 'packages/core/src/error-body.ts', why: 'these are error shapes, which several providers share' },
]

const MAX_LINES = 250

interface Import {
  readonly from: string
  readonly typesOnly: boolean
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !/(?:^|[\\/])(?:node_modules|dist)[\\/]/.test(file))
    .sort()
}

/** Without tests and what only they use. */
function sourcesIn(folder: string): string[] {
  return filesIn(folder).filter((file) => !/\.test\.ts$|[\\/](?:testing|[a-z-]+-fixture)\.ts$/.test(file))
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const FROM = /^[ \t]*(?:import|export)\b([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

function importsOf(file: string): Import[] {
  const text = read(file)
  const named = [...text.matchAll(FROM)].map(([, what = '', from = '']) => ({ from, typesOnly: isTypesOnly(what) }))
  const bare = [...text.matchAll(BARE)].map(([, first, second]) => ({ from: first ?? second ?? '', typesOnly: false }))
  return [...named, ...bare]
}

/** `type { A }` and `{ type A, type B }`. */
function isTypesOnly(what: string): boolean {
  const members = /^\s*\{([\s\S]*)\}\s*$/.exec(what)?.[1]?.split(',') ?? []
  const named = members.map((member) => member.trim()).filter((member) => member !== '')
  return /^\s*type\b/.test(what) || (named.length > 0 && named.every((member) => member.startsWith('type ')))
}

/** `@strait/core/providers` is of `@strait/core`. */
const packageOf = (from: string): string => from.split('/').slice(0, 2).join('/')

const inCore = (file: string): string => relative('packages/core/src', file).replaceAll('\\', '/')

function partOf(file: string): string {
  const [first = '', ...rest] = file.split('/')
  if (rest.length > 0) return first
  const name = first.replace(/\.ts$/, '')
  return TOP.includes(name) ? 'top' : SHARED.includes(name) ? 'shared' : `unknown file ${first}`
}

test('packages import one way', () => {
  const wrong: string[] = []
  for (const [folder, allowed] of Object.entries(PACKAGES)) {
    for (const file of sourcesIn(folder.startsWith('apps') ? folder : `${folder}/src`)) {
      for (const { from } of importsOf(file)) {
        if (from.startsWith('@strait/') && !allowed.includes(packageOf(from))) wrong.push(`${file} imports ${from}`)
        const target = from.startsWith('.') ? relative(root, resolve(root, dirname(file), from)) : folder
        if (!target.replaceAll('\\', '/').startsWith(folder)) wrong.push(`${file} reaches out to ${from}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})

test('every package and app has its place in the list', () => {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`),
  )
  assert.deepEqual(
    folders.filter((folder) => PACKAGES[folder] === undefined),
    [],
  )
})

test('inside core imports go down, and a stage imports no other stage', () => {
  const wrong: string[] = []
  const used = new Set<string>()
  for (const file of sourcesIn('packages/core/src')) {
    const from = inCore(file)
    const part = partOf(from)
    for (const { from: path, typesOnly } of importsOf(file)) {
      if (!path.startsWith('.')) continue
      const to = inCore(relative(root, resolve(root, dirname(file), path)))
      const target = partOf(to)
      const allowed = [part, ...(USES[part] ?? []), ...(typesOnly ? (NAMES[part] ?? []) : [])]
      if (allowed.includes(target)) continue
      const line = `${from} → ${to}`
      if (EXCEPTIONS.some((exception) => `${exception.from} → ${exception.to}` === line)) used.add(line)
      else wrong.push(line)
    }
  }
  assert.deepEqual(wrong, [])
  const stale = EXCEPTIONS.filter(({ from, to }) => !used.has(`${from} → ${to}`))
  assert.deepEqual(stale, [], 'exceptions that nothing needs any more')
})

test('core and config import no module of a runtime', () => {
  const wrong = RUNTIME_FREE.flatMap((folder) => sourcesIn(`${folder}/src`)).flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => /^(?:node|bun|deno|jsr):|^bun$/.test(from))
      .map(({ from }) => `${file} imports ${from}`),
  )
  assert.deepEqual(wrong, [])
})

test('no provider is known by name outside providers/', () => {
  const names = [...providers.keys()].join('|')
  const quoted = `['"\`](?:${names})['"\`]`
  const comparison = new RegExp(
    `[=!]==?\\s*${quoted}|${quoted}\\s*[=!]==?|\\bcase\\s+${quoted}|\\.(?:includes|startsWith|endsWith)\\(${quoted}\\)`,
  )
  const sources = Object.keys(PACKAGES).flatMap((folder) => sourcesIn(folder))
  const wrong = sources
    .filter((file) => !file.startsWith(join('packages', 'core', 'src', 'providers')))
    // Other gateways' words for providers are theirs to compare.
    .filter((file) => !file.includes(join('src', 'dialects')))
    .filter((file) => !NOT_PROVIDERS.some((exception) => join(exception.file) === file))
    .filter((file) => file.startsWith('apps') || file.includes(join('/', 'src', '/')))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) => (comparison.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    )
  assert.deepEqual(wrong, [])
})

test(`files stay under ${MAX_LINES} lines`, () => {
  const files = Object.keys(PACKAGES).flatMap((folder) => filesIn(folder.startsWith('apps') ? folder : `${folder}/src`))
  const long = files
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) => `${file} has ${lines}`)
  assert.deepEqual(long, [])
})
