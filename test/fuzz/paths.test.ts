import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readTarget } from '../../packages/core/src/accept/target.ts'
import { type Base, joinTarget, parseBase, parseTemplate } from '../../packages/core/src/prepare/path.ts'
import { dropQueryPair } from '../../packages/core/src/web/mask.ts'
import { fuzz } from './fuzz.ts'

const NASTY = [
  '/',
  '//',
  '.',
  '..',
  '...',
  '%2e',
  '%2E',
  '%252e',
  '%25',
  '%',
  '2e',
  '2f',
  '%2f',
  '%5c',
  '\\',
  ';',
  ';x=1',
]
const MORE = [
  '%09',
  '%00',
  '%20',
  '%0a',
  '%3b',
  '%c0%ae',
  'a',
  'v1',
  'admin',
  ':',
  '+',
  '%zz',
  '?',
  '&',
  '=',
  '{}',
  "'",
  '~',
]
const piece = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NASTY, ...MORE) }, fc.string({ maxLength: 3 }))
const target = fc.array(piece, { maxLength: 14 }).map((pieces) => `/${pieces.join('')}`)

const bases = ['https://h', 'https://h/', 'https://h/safe', 'https://h/safe/v1/', 'https://h/safe/v1?own=1'].map(
  (url) => {
    const parsed = parseBase(url)
    assert.ok(parsed.kind === 'ok')
    return parsed
  },
)

/** Another reading of the same question: every layer that some server may undo, resolved the plain way. */
function climbs(path: string, base: Base): boolean {
  for (let layer = path; ; ) {
    if (escapes(layer, base.path) || escapes(layer.replaceAll('\\', '/').replace(/;[^/]*/g, ''), base.path)) return true
    const next = layer.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === layer) return false
    layer = next
  }
}

function escapes(path: string, basePath: string): boolean {
  const kept: string[] = []
  const up = basePath.split('/').length - 1
  for (const segment of path
    .replace(/[\t\r\n]/g, '')
    .split('/')
    .slice(1)) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
    if (segment === '..' && kept.length < up) return true
  }
  return false
}

test("a joined path never climbs out of its base, and all its other bytes are the client's", () => {
  fuzz('path joining', fc.tuple(target, fc.constantFrom(...bases)), ([raw, base]) => {
    const read = readTarget(raw)
    if (read.kind === 'refused') return
    assert.equal(read.path + read.query, raw)
    const { path, query } = read
    const joined = joinTarget(base, { kind: 'rest' }, { path, rest: path, query })
    assert.ok(joined !== undefined)
    assert.equal(joined.split('?')[0], base.path + path)
    assert.equal(climbs(base.path + path, base), false)
    const resolved = new URL(`http://h${joined}`).pathname
    assert.ok(resolved.startsWith(base.path), resolved)
    const ownAndClient = query.length > 1 && base.query !== '' ? `${base.query}&${query.slice(1)}` : base.query || query
    assert.equal(joined.slice(base.path.length + path.length), ownAndClient)
  })
})

test('a path cut anywhere and joined by a template or within a segment stays inside', () => {
  const template = parseTemplate('/t/{rest}/.{path}')
  assert.ok(template.kind === 'template')
  const rules = fc.constantFrom(template, { kind: 'rest' } as const, { kind: 'provider' } as const)
  fuzz('path templates', fc.tuple(target, fc.constantFrom(...bases), fc.nat(12), rules), ([raw, base, cut, rule]) => {
    const read = readTarget(raw)
    if (read.kind === 'refused') return
    const { path } = read
    const joined = joinTarget(base, rule, { path, rest: path.slice(Math.min(cut, path.length)), query: '' })
    if (joined !== undefined) assert.equal(climbs(joined.split('?')[0] as string, base), false, joined)
  })
})

test('taking out a pair leaves every other pair as it was', () => {
  const pair = fc.array(fc.constantFrom('key', 'k%65y', 'keys', 'a', '=', '%', '%zz', '+', ';', ''), { maxLength: 4 })
  const query = fc.array(pair, { maxLength: 5 }).map((pairs) => `?${pairs.map((parts) => parts.join('')).join('&')}`)
  fuzz('query pairs', query, (text) => {
    const left = dropQueryPair(text, 'key')
    const isKey = (part: string): boolean => /^(k|%6b)(e|%65)(y|%79)(=|$)/i.test(part)
    const others = text
      .slice(1)
      .split('&')
      .filter((part) => !isKey(part))
    assert.equal(left, others.length === 0 ? '' : `?${others.join('&')}`)
  })
})
