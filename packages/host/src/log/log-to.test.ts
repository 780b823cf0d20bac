import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logTo } from './log-to.ts'
import type { Output } from './output.ts'

interface Write {
  readonly text: string
  readonly done: (error?: unknown) => void
}

/** An output that takes what it is told to take, when it is told. */
function opened(settings: Partial<Parameters<typeof logTo>[1]> = {}) {
  const writes: Write[] = []
  const output: Output = (text, done) => void writes.push({ text, done })
  const log = logTo(output, { level: 'info', format: 'json', ...settings })
  const last = () => writes.at(-1) ?? assert.fail('nothing was written')
  const say = (...messages: readonly string[]) => {
    for (const message of messages) log.logger.log('info', message)
  }
  return { ...log, writes, last, say }
}

function messagesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { level, message, lost } = JSON.parse(line) as { level: string; message: string; lost?: number }
      return lost === undefined ? message : `${level}: ${lost} lost`
    })
}

const FULL = new Error('ENOSPC')

test('a line is written at once; those that come while it is under way go together, in order', () => {
  const { say, writes, last } = opened()
  say('a', 'b', 'c')
  assert.deepEqual(
    writes.map(({ text }) => messagesOf(text)),
    [['a']],
  )
  last().done()
  assert.deepEqual(messagesOf(last().text), ['b', 'c'])
  last().done()
  assert.equal(writes.length, 2)
})

test('lines that can’t be written are counted, and told ahead of the first that can', () => {
  const { say, writes, last } = opened()
  say('a', 'b', 'c')
  last().done(FULL)
  last().done(FULL)
  assert.equal(writes.length, 2, 'it is tried again with the next line, and not before')
  say('d')
  assert.deepEqual(messagesOf(last().text), ['warn: 3 lost', 'd'])
  last().done(FULL)
  say('e')
  assert.deepEqual(messagesOf(last().text), ['warn: 4 lost', 'e'])
  last().done()
  say('f')
  assert.deepEqual(messagesOf(last().text), ['f'])
})

test('a write that failed may have ended inside a line: what is written next begins one', () => {
  const { say, last } = opened()
  say('a')
  last().done(FULL)
  say('b')
  assert.ok(last().text.startsWith('\n{'))
  last().done()
  say('c')
  assert.ok(last().text.startsWith('{'))
})

test('what nobody reads is bounded, and the gap is told where it is', () => {
  const { say, writes, last } = opened()
  const large = 'x'.repeat(10_000)
  for (let i = 0; i < 1_000; i++) say(`${i} ${large}`)
  assert.equal(writes.length, 1)
  let held = 0
  const messages: string[] = []
  for (let i = 0; i < writes.length; i++) {
    assert.ok(last().text.length < 100_000, 'not all at once')
    held += last().text.length
    messages.push(...messagesOf(last().text))
    last().done()
  }
  assert.ok(held > 3_000_000 && held < 4_200_000, `${held} characters`)
  const lost = Number(/^warn: (\d+) lost$/.exec(messages.pop() ?? '')?.[1])
  assert.equal(messages.length + lost, 1_000)
  assert.deepEqual(
    messages.map((message) => Number(message.split(' ')[0])),
    messages.map((_, i) => i),
  )
})

test('flush() waits for the last line, and not for an output that takes none', async () => {
  const { say, writes, flush } = opened()
  await flush(60_000)
  say('a', 'b')
  let flushed = false
  const flushing = flush(60_000).then(() => {
    flushed = true
  })
  writes[0]?.done()
  await Promise.resolve()
  assert.equal(flushed, false)
  writes[1]?.done()
  await flushing
  say('c')
  await flush(1)
})

test('columns for a person tell it too', () => {
  const { say, last } = opened({ format: 'pretty' })
  say('a')
  last().done(FULL)
  say('b')
  assert.match(last().text, /warn {2}1 line of the log could not be written {2}lost=1\n.* b\n$/)
})
