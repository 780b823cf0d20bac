import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival } from '../../test/harness.ts'
import type { Identified } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import { bodyModel } from './body-model.ts'

function exchangeOf(body: string, headers: readonly string[]): Identified {
  const bytes = utf8(body)
  const fields = [...headers, 'content-length', String(bytes.length)]
  const exchange = accepted(arrival({ target: '/v1/chat/completions', headers: fields, body: bytes }))
  return Object.assign(exchange, { caller: { kind: 'anonymous' } as const })
}

function streamed(parts: readonly string[]): { readonly exchange: Identified; readonly asked: () => number } {
  let asked = 0
  async function* body() {
    for (const part of parts) {
      asked++
      yield utf8(part)
    }
  }
  const headers = ['content-type', 'application/json', 'transfer-encoding', 'chunked']
  const exchange = accepted(arrival({ target: '/v1/chat/completions', headers, body: body() }))
  return { exchange: Object.assign(exchange, { caller: { kind: 'anonymous' } as const }), asked: () => asked }
}

async function sentOn({ body }: Identified): Promise<string> {
  const upstream = body.send()
  assert.ok(upstream.kind === 'stream')
  let passed = ''
  for await (const chunk of upstream.chunks) passed += new TextDecoder().decode(chunk)
  return passed
}

test('bodyModel() reads a body that is here without waiting, where it may be JSON', () => {
  const rows: [body: string, headers: string[], model: string | undefined][] = [
    ['{"model":"m"}', ['content-type', 'application/json; charset=utf-8'], 'm'],
    ['{"model":"m"}', ['content-type', 'application/x-www-form-urlencoded'], 'm'],
    ['{"model":"m"}', [], 'm'],
    ['{"model":"m"}', ['content-encoding', 'identity'], 'm'],
    ['{"model":"m"}', ['content-type', 'multipart/form-data; boundary=x'], undefined],
    ['{"model":"m"}', ['content-encoding', 'gzip'], undefined],
    ['model=m', ['content-type', 'application/x-www-form-urlencoded'], undefined],
    ['{"messages":[{"model":"m"}]}', [], undefined],
    ['', [], undefined],
  ]
  for (const [body, headers, model] of rows) {
    assert.equal(bodyModel(exchangeOf(body, headers)), model, `${headers} ${body}`)
  }
  assert.equal(bodyModel(Object.assign(accepted(arrival()), { caller: { kind: 'anonymous' } as const })), undefined)
})

test('bodyModel() waits for a body only until it names the model, and takes none of it', async () => {
  const parts = ['{"model":"gr', 'ok-4","messages":[', `"${'x'.repeat(5000)}"`, ']}']
  const { exchange, asked } = streamed(parts)
  const model = bodyModel(exchange)
  assert.ok(model instanceof Promise)
  assert.equal(await model, 'grok-4')
  assert.equal(asked(), 3)
  assert.equal(await sentOn(exchange), parts.join(''))
})

test('bodyModel() finds a model behind a long prompt, and gives up on one that never ends', async () => {
  const prompt = 'x'.repeat(200_000)
  const late = streamed(['{"prompt":"', prompt, '","model":"m"', '}'])
  assert.equal(await bodyModel(late.exchange), 'm')
  const parts = ['{"prompt":"', ...Array.from({ length: 20 }, () => prompt), '","model":"m"}']
  const endless = streamed(parts)
  assert.equal(await bodyModel(endless.exchange), undefined)
  assert.ok(endless.asked() < 8)
  assert.equal(await sentOn(endless.exchange), parts.join(''))
})
