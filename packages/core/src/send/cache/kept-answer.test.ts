import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../../exchange.ts'
import { PASS } from '../../passes.ts'
import { compileHeaderRules, type HeaderRules } from '../../web/header-rules.ts'
import { keptHead } from './kept-answer.ts'

function kept(headers: readonly string[], over: Partial<Answer> = {}) {
  const answer: Answer = {
    status: 200,
    reason: 'OK',
    headers,
    body: new Uint8Array(1),
    rules: undefined,
    from: 'upstream',
    ...over,
  }
  return keptHead(answer, { maxEntry: 1000, counted: (name) => name !== 'user-agent' })
}

const SSE = ['content-type', 'text/event-stream']

test('keptHead() says why an answer is not to be kept', () => {
  const rows: [headers: string[], why: string, over?: Partial<Answer>][] = [
    [['set-cookie', 'a=1'], 'set-cookie'],
    [['Set-Cookie', 'a=1'], 'set-cookie'],
    [['cache-control', 'no-store'], 'cache-control'],
    [['cache-control', 'max-age=5', 'Cache-Control', 'PRIVATE'], 'cache-control'],
    [['cache-control', 'private="x"'], 'cache-control'],
    [['cache-control', 'no-cache'], 'cache-control'],
    [[...SSE, 'cache-control', 'no-store'], 'cache-control'],
    [['vary', '*'], 'vary'],
    [['vary', 'accept, *'], 'vary'],
    [['vary', 'accept', 'Vary', 'User-Agent'], 'vary'],
    [['content-range', 'bytes 0-1/2'], 'content-range'],
    [['trailer', 'x'], 'trailer'],
    [['content-length', '1001'], 'too_large'],
    [[...SSE, 'content-encoding', 'gzip'], 'encoded_stream'],
    [['location', `http://a/b?${PASS}=1`], 'personal_address'],
    [[], 'status', { status: 500 }],
    [[], 'status', { status: 429 }],
    [[], 'status', { status: 206 }],
    [[], 'status', { status: 301 }],
    [[], 'status', { status: 201 }],
    [[], 'no_body', { body: undefined }],
    [[], 'not_upstream', { from: 'strait' }],
    [[], 'not_upstream', { from: 'cache' }],
  ]
  for (const [headers, why, over] of rows) assert.equal(kept(headers, over), why, headers.join())
})

test('keptHead() keeps what nothing speaks against, as it came', () => {
  const rows: string[][] = [
    [],
    ['Content-Type', 'application/json', 'X-Twice', '1', 'x-twice', '2', 'content-encoding', 'gzip'],
    ['cache-control', 'public, max-age=5', 'vary', 'accept-encoding, Origin', 'content-length', '1000'],
    [...SSE, 'cache-control', 'no-cache'],
  ]
  for (const headers of rows) assert.deepEqual(kept(headers), { kind: 'kept', headers, age: 0 })
})

test('keptHead() leaves out what was of the connection, and counts the age that the answer had', () => {
  const headers = ['Connection', 'close, x-hop', 'X-Hop', '1', 'transfer-encoding', 'chunked', 'Age', '7', 'x-a', '1']
  assert.deepEqual(kept(headers), { kind: 'kept', headers: ['x-a', '1'], age: 7000 })
})

test('keptHead() judges and keeps the lines that the rules of the target leave', () => {
  const rules = (written: HeaderRules) => {
    const compiled = compileHeaderRules(written)
    assert.equal(compiled.kind, 'ok')
    return compiled.kind === 'ok' ? compiled : undefined
  }
  const removed = kept(['set-cookie', 'a=1', 'x-a', '1'], {
    rules: rules({ remove: ['set-cookie'], add: [['x-b', '2']] }),
  })
  assert.deepEqual(removed, { kind: 'kept', headers: ['x-a', '1', 'x-b', '2'], age: 0 })
  assert.equal(kept([], { rules: rules({ set: [['cache-control', 'no-store']] }) }), 'cache-control')
})
