import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Upstream } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

const DOCS = new URL('../../docs/headers-and-paths.md', import.meta.url)
/** The provider whose bare paths lead to one base; another base can't be had in the same file. */
const BARE_BASE = 'https://api.openai.com/v1'

interface Row {
  readonly index: number
  readonly door: string
  readonly template: string | undefined
  readonly base: string
  readonly target: string
  /** The upstream's target, or `400 code`. */
  readonly upstream: string
}

/** The documentation's table is the data: what users read is what is held. */
function readTable(): Row[] {
  const lines = readFileSync(DOCS, 'utf8').split('\n')
  const start = lines.indexOf('| door | base | request target | upstream target |') + 2
  const end = lines.findIndex((line, i) => i >= start && !line.startsWith('|'))
  return lines.slice(start, end).map((line, index) => {
    const cells = line.split(' | ').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1] as string))
    const [[door, template] = [], [base] = [], [target] = [], [upstream] = []] = cells
    assert.ok(door && base && target && upstream, line)
    return { index, door, template, base, target, upstream }
  })
}

const rows = readTable().filter((row) => row.door !== 'bare' || row.base === BARE_BASE || row.target === '/v1/messages')

function isRoute(row: Row): boolean {
  return row.door.startsWith('/')
}

/** Every row gets a door of its own: a route by its host, a provider by its name. */
function config(upstream: Upstream): string {
  const at = (base: string) => JSON.stringify(base.replace(/^https?:\/\/[^/?]+/, upstream.url))
  const providers = rows.filter((row) => !isRoute(row) && row.door !== 'bare')
  const routes = rows.filter(isRoute)
  const path = (row: Row) => (row.template === undefined ? '' : `, path: ${JSON.stringify(row.template)}`)
  return [
    'listen: 127.0.0.1:0',
    'providers:',
    `  openai: { url: ${at(BARE_BASE)} }`,
    `  anthropic: { url: ${at('https://h')} }`,
    ...providers.map((row) => `  p${row.index}: { url: ${at(row.base)} }`),
    'routes:',
    ...routes.map(
      (row) => `  - { path: "${row.door}", host: r${row.index}.localhost, to: { url: ${at(row.base)}${path(row)} } }`,
    ),
  ].join('\n')
}

function targetOf(row: Row): string {
  const own = isRoute(row) || row.door === 'bare' ? row.target : row.target.replace(`/${row.door}`, `/p${row.index}`)
  // The table is text; on the wire a raw character is its UTF-8 bytes.
  return Buffer.from(own.replace('http://gateway/', `http://r${row.index}.localhost/`)).toString('latin1')
}

async function hold(row: Row, { exchange, runtime }: Stage): Promise<void> {
  const headers = {
    host: `r${row.index}.localhost`,
    ...(row.door === 'bare' ? { 'anthropic-version': '2023-06-01' } : {}),
  }
  const { answer, received } = await exchange({ target: targetOf(row), headers })
  const what = `${runtime}: ${row.door} ${row.base} ${row.target}`
  if (!row.upstream.startsWith('400 ')) {
    assert.deepEqual(
      received.map((one) => one.target),
      [row.upstream],
      `${what}: ${answer.status} ${answer.text()}`,
    )
    return
  }
  assert.deepEqual(
    received.map((one) => one.target),
    [],
    what,
  )
  const [status, code] = row.upstream.split(' ')
  assert.equal(`${answer.status}`, status, what)
  // What the server's own parser refuses never gets as far as a closer look.
  const codes = [code, 'bad_request', undefined]
  assert.ok(codes.includes(answer.header('x-strait-error')), `${what}: ${answer.header('x-strait-error')}`)
}

/** What servers on the way like to alter stands in tests of its own, so that a gap loses no other row. */
const GROUPS: readonly (readonly [name: string, fits: (row: Row) => boolean])[] = [
  ['the path table: dot segments are refused', (row) => row.upstream === '400 dot_segments'],
  ['the path table: a space is refused with 400', (row) => row.target.includes(' ')],
  ['the path table: characters beyond ASCII are refused', (row) => /[^\x00-\x7f]/.test(row.target)],
  ['the path table: other targets that nobody can send are refused with 400', (row) => row.upstream.startsWith('400 ')],
  ['the path table: characters that URLs escape pass as written', (row) => /[{}"<>^]/.test(row.target)],
  ['the path table: paths join as documented', () => true],
]

forEachRuntime((_runtime, use) => {
  const { promises } = use({ config })
  const left = new Set(rows)
  for (const [name, fits] of GROUPS) {
    const group = [...left].filter(fits)
    for (const row of group) left.delete(row)
    promises(name, async (stage) => {
      assert.ok(group.length > 0)
      for (const row of group) await hold(row, stage)
    })
  }
})
