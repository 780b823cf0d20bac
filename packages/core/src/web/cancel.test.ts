import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cancel } from './cancel.ts'

test('pull() tells every listener once, with the first reason', () => {
  const cancel = new Cancel()
  const heard: unknown[] = []
  cancel.listen((reason) => heard.push(['a', reason]))
  cancel.listen((reason) => heard.push(['b', reason]))
  cancel.pull('first')
  cancel.pull('second')
  assert.deepEqual(heard, [
    ['a', 'first'],
    ['b', 'first'],
  ])
  assert.equal(cancel.reason, 'first')
})

test('listen() calls back at once when the line has been pulled', () => {
  const cancel = new Cancel()
  cancel.pull('gone')
  let heard: unknown
  cancel.listen((reason) => {
    heard = reason
  })()
  assert.equal(heard, 'gone')
})

test('listen() gives a way to stop listening', () => {
  const cancel = new Cancel()
  let heard = 0
  const release = cancel.listen(() => heard++)
  release()
  release()
  cancel.pull('gone')
  assert.equal(heard, 0)
})

test('pull() reaches the neighbour of a listener that lets go while it is told', () => {
  const cancel = new Cancel()
  const heard: string[] = []
  const first = cancel.listen(() => {
    heard.push('first')
    first()
  })
  cancel.listen(() => heard.push('second'))
  cancel.pull('gone')
  assert.deepEqual(heard, ['first', 'second'])
})

test('pull() spares a listener that another one has released', () => {
  const cancel = new Cancel()
  const heard: string[] = []
  let second = () => {}
  cancel.listen(() => second())
  second = cancel.listen(() => heard.push('second'))
  cancel.pull('gone')
  assert.deepEqual(heard, [])
})

test('pull() reaches all though one of them throws', () => {
  const cancel = new Cancel()
  let heard = false
  cancel.listen(() => {
    throw new Error('broken')
  })
  cancel.listen(() => {
    heard = true
  })
  cancel.pull('gone')
  assert.equal(heard, true)
})

test('branch() is pulled with its line, and can be pulled alone', () => {
  const line = new Cancel()
  const heard: unknown[] = []
  line.listen((reason) => heard.push(['line', reason]))
  const one = line.branch()
  const two = line.branch()
  one.listen((reason) => heard.push(['one', reason]))
  two.listen((reason) => heard.push(['two', reason]))
  one.pull('late')
  assert.deepEqual([line.pulled, one.pulled, two.pulled], [false, true, false])
  line.pull('gone')
  assert.deepEqual(heard, [
    ['one', 'late'],
    ['line', 'gone'],
    ['two', 'gone'],
  ])
  assert.deepEqual([one.reason, two.reason], ['late', 'gone'])
})

test('branch() of a line that has been pulled is pulled at once', () => {
  const line = new Cancel()
  line.pull('gone')
  const part = line.branch()
  assert.deepEqual([part.pulled, part.reason], [true, 'gone'])
  part.leave()
})

test('leave() lets go of the line: what ends it is not heard any more, also while it is being pulled', () => {
  const line = new Cancel()
  const left = line.branch()
  left.leave()
  left.leave()
  const parts: Cancel[] = []
  line.listen(() => parts[0]?.leave())
  parts.push(line.branch(), line.branch())
  line.pull('gone')
  assert.deepEqual([left.pulled, ...parts.map((part) => part.pulled)], [false, false, true])
})
