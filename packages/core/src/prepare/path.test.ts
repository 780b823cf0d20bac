import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readTarget } from '../accept/target.ts'
import { type Base, type JoinRule, joinTarget, parseBase, parseTemplate } from './path.ts'

const DOCS = new URL('../../../../docs/headers-and-paths.md', import.meta.url)

type Row = readonly [door: string, template: string | undefined, base: string, request: string, upstream: string]

/** The documentation's table is the data: what users read is what is tested. */
function readTable(): Row[] {
  const lines = readFileSync(DOCS, 'utf8').split('\n')
  const start = lines.indexOf('| door | base | request target | upstream target |')
  const rows: Row[] = []
  for (let i = start + 2; lines[i]?.startsWith('|'); i++) {
    const cells = (lines[i] as string)
      .split(' | ')
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]))
    const [door, base, request, upstream] = cells
    rows.push([door?.[0] ?? '', door?.[1], base?.[0] ?? '', request?.[0] ?? '', upstream?.[0] ?? ''])
  }
  return rows
}

function base(url: string): Base {
  const parsed = parseBase(url)
  assert.ok(parsed.kind === 'ok', url)
  return parsed
}

function ruleOf(door: string, template: string | undefined): JoinRule {
  if (template !== undefined) {
    const parsed = parseTemplate(template)
    assert.ok(parsed.kind === 'template', template)
    return parsed
  }
  if (!door.startsWith('/')) return { kind: 'provider' }
  return { kind: door.includes('*') ? 'rest' : 'alone' }
}

/** What stands after the joint, with the slash in front of it where there is one. */
function restOf(door: string, path: string): string {
  if (door === 'bare') return path
  if (!door.startsWith('/')) return path.slice(door.length + 1)
  if (door.endsWith('/*')) return path.slice(door.length - 2)
  return door.endsWith('*') ? path.slice(door.length - 1) : ''
}

function upstreamFor([door, template, url, request]: Row): string {
  const target = readTarget(request)
  if (target.kind === 'refused') return `400 ${target.code}`
  const { path, query } = target
  const joined = joinTarget(base(url), ruleOf(door, template), { path, rest: restOf(door, path), query })
  return joined ?? '400 dot_segments'
}

test('joinTarget() does what the documented table says', () => {
  const rows = readTable()
  assert.ok(rows.length >= 40, `${rows.length} rows`)
  for (const row of rows) assert.equal(upstreamFor(row), row[4], row.slice(0, 4).join('  '))
})

test('parseBase() works out the place', () => {
  const { kind, scheme, host, port, origin, hostHeader, path, written, version, query } =
    base('HTTP://[::1]:8000/v1/?a=b')
  assert.deepEqual(
    [kind, scheme, host, port, origin, hostHeader],
    ['ok', 'http', '::1', 8000, 'http://[::1]:8000', '[::1]:8000'],
  )
  assert.deepEqual([path, written, version, query], ['/v1', '/v1/', '/v1', '?a=b'])
  const plain = base('https://API.example:443')
  assert.deepEqual([plain.host, plain.port, plain.hostHeader, plain.written], ['api.example', 443, 'api.example', '/'])
})

test('parseBase() keeps the bytes of path and query', () => {
  const { written, query } = base("https://h/a%2fb//c;d/{x}|'?q='%zz&&")
  assert.equal(written + query, "/a%2fb//c;d/{x}|'?q='%zz&&")
})

test('parseBase() knows versions', () => {
  const versions = ['/v1', '/v2', '/v10', '/v1beta', '/v1alpha', '/v1beta1', '/v2alpha1', '/openai/v1']
  for (const path of versions) assert.equal(base(`https://h${path}`).version, path.slice(path.lastIndexOf('/')), path)
  for (const path of ['', '/', '/v', '/V1', '/version', '/v1x', '/v1.1', '/av1', '/v1/x', '/v1gamma']) {
    assert.equal(base(`https://h${path}`).version, '', path)
  }
})

test('parseBase() says what is wrong and repeats nothing of the URL', () => {
  const table: readonly (readonly [url: string, reason: string])[] = [
    ['', 'not_a_url'],
    ['h/path', 'not_a_url'],
    ['https://', 'not_a_url'],
    ['https:///x', 'not_a_url'],
    ['https://h:99999', 'not_a_url'],
    ['https://h /x', 'not_a_url'],
    ['https://h\\x', 'not_a_url'],
    ['ftp://h', 'scheme'],
    ['https://user:s3cret@h', 'userinfo'],
    ['https://h/x#s3cret', 'fragment'],
    ['https://h/s3cret\u00fc', 'characters'],
    ['https://h/a/../b', 'dot_segments'],
    ['https://h/a/%2e%2e', 'dot_segments'],
  ]
  for (const [url, reason] of table) {
    const parsed = parseBase(url)
    assert.ok(parsed.kind === 'invalid', url)
    assert.equal(parsed.reason, reason, url)
    assert.doesNotMatch(parsed.detail, /s3cret/)
  }
})

test('parseTemplate() refuses what would not be a path', () => {
  for (const text of ['', '/a b', '/a?b', '/a#b', '/{model}', '/{rest', '/a/../{rest}', '/ü', '/%2e%2e/{path}']) {
    assert.equal(parseTemplate(text).kind, 'invalid', text)
  }
})

test('joinTarget() lets no template make dots out of halves', () => {
  const rule = parseTemplate('/a/.{rest}')
  assert.ok(rule.kind === 'template')
  const pieces = { path: '/x.', rest: '.', query: '' }
  assert.equal(joinTarget(base('https://h'), rule, pieces), undefined)
})

test('joinTarget() with {unversioned} leaves out the version that the path begins with', () => {
  const rows: [template: string, path: string, target: string][] = [
    ['{unversioned}', '/v1/models', '/base/models'],
    ['{unversioned}', '/v1beta2/models', '/base/models'],
    ['{unversioned}', '/foo/v1/x', '/base/foo/v1/x'],
    ['{unversioned}', '/v1x/y', '/base/v1x/y'],
    ['{unversioned}', '/v1', '/base/'],
    ['/p{unversioned}', '/v1/a//b', '/base/p/a//b'],
  ]
  for (const [template, path, target] of rows) {
    const rule = parseTemplate(template)
    assert.ok(rule.kind === 'template')
    assert.equal(joinTarget(base('https://h/base'), rule, { path, rest: '', query: '' }), target, `${template} ${path}`)
  }
})
