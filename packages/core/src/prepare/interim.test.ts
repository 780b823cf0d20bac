import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../test/harness.ts'
import { interimTo } from './interim.ts'

const told = (headers: readonly string[]): readonly string[] => {
  let kept: readonly string[] = []
  const interim = (_status: number, lines: readonly string[]) => {
    kept = lines
  }
  interimTo({ ...arrival(), interim })?.(103, headers)
  return kept
}

test('interimTo() leaves out what is of one connection, and what only Strait may say', () => {
  const stopped = ['Connection', 'HTTP2-Settings', 'keep-alive', 'Transfer-Encoding', 'upgrade', 'content-length']
  const lines = [...stopped, 'x-strait-error'].flatMap((name) => [name, 'v'])
  assert.deepEqual(told([...lines, 'Link', '</a>', 'link', '</b>']), ['Link', '</a>', 'link', '</b>'])
})

test('interimTo() is undefined where the server can send none, and harmless where it can not send this one', () => {
  assert.equal(interimTo(arrival()), undefined)
  const interim = () => {
    throw new TypeError('The argument is invalid')
  }
  assert.doesNotThrow(() => interimTo({ ...arrival(), interim })?.(103, ['link', 'odd']))
})
