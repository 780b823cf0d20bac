import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasDotSegment } from './dot-segments.ts'

test('hasDotSegment() finds them at the start, inside and at the end', () => {
  for (const path of ['.', '..', '/.', '/..', '../a', '/a/./b', '/a/..', 'a/%2E%2E', '/a;b/..', '/a;/../b']) {
    assert.equal(hasDotSegment(path), true, path)
  }
})

test('hasDotSegment() leaves other dots alone', () => {
  for (const path of [
    '',
    '/',
    '/a',
    '/...',
    '/a.',
    '/.a',
    '/..a',
    '/a..b',
    '/a;..',
    '/;..',
    '/;',
    '/%2e%2e%2e',
    '/%2ea',
    '/%c3%ae',
  ]) {
    assert.equal(hasDotSegment(path), false, path)
  }
})
