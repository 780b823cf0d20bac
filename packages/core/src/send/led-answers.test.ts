import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, arrival, doorTo, fakeRuntime, flowOf, makePlan, makeRoute, makeTarget } from '../../test/harness.ts'
import { createGateway } from '../gateway.ts'
import type { UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import { concat, utf8 } from '../web/bytes.ts'
import { Fields } from '../web/fields.ts'
import { ledAnswers } from './led-answers.ts'

const HOME = 'https://provider.test'
const urls = { path: /\/batches(?:\/|$)/, member: 'results_url' }

async function got(path: string, outcome: UpstreamOutcome) {
  const target = makeTarget('http://mirror.test', { answerUrls: { headers: [], body: urls, home: HOME } })
  let went: UpstreamRequest | undefined
  const runtime = fakeRuntime((request) => {
    went = request
    return outcome
  })
  const gateway = createGateway(makePlan({ matchers: [doorTo(makeRoute(ledAnswers(target, urls)))] }), runtime)
  const headers = ['host', 'gw.localhost', 'accept-encoding', 'gzip']
  const reply = await gateway.handle({
    ...arrival({ method: 'GET', target: `/openai${path}` }),
    fields: new Fields(headers),
  })
  assert.ok(went !== undefined)
  const { body } = reply
  const parts: Uint8Array[] = []
  if (body instanceof Uint8Array) parts.push(body)
  else if (body !== undefined) {
    await new Promise<void>((resolve, reject) => {
      body.read({ data: (chunk) => void parts.push(chunk.slice()), end: () => resolve(), fail: reject })
    })
  }
  const text = new TextDecoder().decode(concat(parts))
  return {
    text,
    reply: new Fields(reply.headers),
    status: reply.status,
    asked: new Fields(went.headers).all('accept-encoding'),
  }
}

const BATCH = `{"id":"b", "results_url" : "${HOME}/v1/batches/b/results","n":1.0}`
const LED = '{"id":"b", "results_url" : "http://gw.localhost/openai/v1/batches/b/results","n":1.0}'

/** No `text`: not a byte is changed. */
const rows: readonly (readonly [path: string, body: string, text?: string])[] = [
  ['/v1/batches/b', BATCH, LED],
  ['/v1/batches', `{"data":[${BATCH},${BATCH}]}`, `{"data":[${LED},${LED}]}`],
  ['/v1/batches/b', '{"results_url":"http://mirror.test/x"}', '{"results_url":"http://gw.localhost/openai/x"}'],
  ['/v1/batches/b', '{"results_url":"https://evil.test/x"}'],
  ['/v1/batches/b', '{"results_url":null}'],
  ['/v1/batches/b', 'no json'],
  ['/v1/messages', BATCH],
]

test('ledAnswers() leads addresses in bodies back through the door, and changes no other byte', async () => {
  for (const [path, body, text = body] of rows) {
    const bytes = utf8(body)
    const length = ['content-type', 'application/json', 'Content-Length', String(bytes.length)]
    const chunked = ['content-type', 'application/json; charset=utf-8', 'transfer-encoding', 'chunked']
    const whole = await got(path, answer(bytes, { headers: length }))
    assert.equal(whole.text, text, path)
    assert.equal(whole.reply.get('content-length'), String(utf8(text).length))
    const streamed = await got(path, answer(flowOf([bytes.slice(0, 9), bytes.slice(9)]), { headers: chunked }))
    assert.equal(streamed.text, text, path)
  }
})

test('ledAnswers() asks for no compression where it reads, and only there', async () => {
  assert.deepEqual((await got('/v1/batches/b', answer('{}'))).asked, ['identity'])
  assert.deepEqual((await got('/v1/messages', answer('{}'))).asked, ['gzip'])
})

test('ledAnswers() leaves what it can’t read as it is', async () => {
  const left: readonly { status?: number; headers: string[] }[] = [
    { headers: ['content-type', 'application/x-jsonl'] },
    { headers: ['content-type', 'application/json', 'content-encoding', 'gzip'] },
    { status: 404, headers: ['content-type', 'application/json'] },
  ]
  for (const over of left) assert.equal((await got('/v1/batches/b', answer(BATCH, over))).text, BATCH)
})

test('ledAnswers() makes no whole answer of one that breaks off', async () => {
  const broken = flowOf([utf8('{"id":')], new Error('gone'))
  const { status, reply } = await got('/v1/batches/b', answer(broken))
  assert.equal(status, 502)
  assert.equal(reply.get('x-strait-error'), 'upstream_cut')
})
