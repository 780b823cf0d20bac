import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handFlow } from '../test/harness.ts'
import type { Arrival, Reply } from './exchange.ts'
import { fetchWith, toResponse } from './fetch.ts'
import { utf8 } from './web/bytes.ts'
import { Cancel } from './web/cancel.ts'

const fine: Reply = { status: 200, reason: undefined, headers: [], body: undefined }

async function arrivalOf(request: Request): Promise<Arrival> {
  let seen: Arrival | undefined
  await fetchWith(async (arrival) => {
    seen = arrival
    return fine
  })(request)
  return seen ?? assert.fail()
}

test('fetchWith() hands the target on as it stands in the URL', async () => {
  const rows: [url: string, target: string, host: string, scheme: string][] = [
    ['http://localhost', '/', 'localhost', 'http'],
    ['http://localhost:8787/a%2Fb//c;d', '/a%2Fb//c;d', 'localhost:8787', 'http'],
    ['https://a.test/x?y=%20&z', '/x?y=%20&z', 'a.test', 'https'],
    ['https://a.test?y', '/?y', 'a.test', 'https'],
    ['https://a.test/x?y#part', '/x?y', 'a.test', 'https'],
  ]
  for (const [url, target, host, scheme] of rows) {
    const arrival = await arrivalOf(new Request(url))
    assert.deepEqual([arrival.target, arrival.fields.get('host'), arrival.scheme], [target, host, scheme], url)
  }
})

test('fetchWith() pulls the line when the signal aborts, also one that has aborted before', async () => {
  const leaving = new AbortController()
  const arrival = await arrivalOf(new Request('http://localhost', { signal: leaving.signal }))
  assert.equal(arrival.cancel.pulled, false)
  leaving.abort()
  assert.equal(arrival.cancel.pulled, true)
  const gone = await arrivalOf(new Request('http://localhost', { signal: AbortSignal.abort() }))
  assert.equal(gone.cancel.pulled, true)
})

test('toResponse() says a reply as Fetch can', async () => {
  const headers = ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'x-latin', 'caf\u00e9']
  const response = toResponse({ status: 529, reason: 'Busy', headers, body: utf8('{}') }, new Cancel())
  assert.deepEqual([response.status, response.statusText, await response.text()], [529, 'Busy', '{}'])
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.equal(response.headers.get('x-latin'), 'caf\u00e9')
})

test('toResponse() leaves out a reason that Fetch can not say', () => {
  for (const reason of [undefined, '\u{fffd}', 'a\nb']) {
    assert.equal(toResponse({ ...fine, reason }, new Cancel()).statusText, '')
  }
})

test('toResponse() gives a 502 for what can not be said, and pulls the line', () => {
  const rows: Partial<Reply>[] = [{ status: 700 }, { headers: ['x', 'a\u0000'] }, { headers: ['a b', '1'] }]
  for (const over of rows) {
    const cancel = new Cancel()
    assert.equal(toResponse({ ...fine, ...over }, cancel).status, 502)
    assert.equal(cancel.pulled, true)
  }
})

test('toResponse() leaves a flow unread whose head can not be said', () => {
  const flow = handFlow()
  assert.equal(toResponse({ ...fine, headers: ['a b', '1'], body: flow }, new Cancel()).status, 502)
  assert.deepEqual(flow.calls, [])
})
