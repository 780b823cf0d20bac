import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGateway, type UpstreamRequest, utf8 } from '@strait/core'
import { answer, arrival, fakeRuntime } from '../../../core/test/harness.ts'
import { formatProblems } from '../format.ts'
import { loadForTest } from '../load-for-test.ts'
import { compilePlan } from './compile-plan.ts'

const CONFIG = `
listen: [{ address: 1, name: inner }, { address: 2 }]
access: { keys: [{ name: a, key: key-a }, { name: b, key: key-b }] }
providers:
  openai: { url: "https://openai.test/v1", key: sk-o }
  secret: { url: "https://secret.test", key: sk-s, allow: [a] }
routes:
  - path: /*
    to:
      by_model:
        gpt-*: { provider: openai, path: "{unversioned}" }
        s/*: { provider: secret, override: { model: "{rest}-x" } }
        old: { adapter: some-adapter }
      without_model: { url: "https://rest.test" }
  - path: /*
    path_ends: /models
    to: { models: [gpt-x] }
  - path: /inner/*
    listeners: inner
    to: { url: "https://inner.test" }
  - { path: /fixed/*, to: { provider: openai, override: { model: always } } }
`

interface Asked {
  readonly target?: string
  readonly body?: string
  readonly key?: string
  readonly listener?: string
}

async function asked({ target = '/v1/chat', body, key = 'key-a', listener }: Asked): Promise<string> {
  const loaded = await loadForTest(CONFIG)
  assert.ok(loaded.kind === 'ok', loaded.kind === 'invalid' ? formatProblems(loaded.problems) : '')
  const options = { version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan({ config: loaded.config, ...options })
  let request: UpstreamRequest | undefined
  const runtime = fakeRuntime((sent) => {
    request = sent
    return answer('{}')
  })
  const bytes = body === undefined ? undefined : utf8(body)
  const framing = bytes === undefined ? [] : ['content-length', String(bytes.length)]
  const headers = ['authorization', `Bearer ${key}`, 'content-type', 'application/json', ...framing]
  const method = bytes === undefined ? 'GET' : 'POST'
  const incoming = arrival({ method, target, headers, body: bytes, listener })
  const reply = await createGateway(plan, runtime).handle(incoming)
  if (request === undefined) return `${reply.status} ${reply.headers[reply.headers.indexOf('x-strait-error') + 1]}`
  const sent = request.body.kind === 'bytes' ? new TextDecoder().decode(request.body.bytes) : ''
  return `${request.origin.origin}${request.target} ${sent}`.trim()
}

test('by_model, models, path_ends, listeners and override do what the reference says', async () => {
  const rows: [asked: Asked, answered: string][] = [
    [{ body: '{"model":"gpt-5"}' }, 'https://openai.test/v1/chat {"model":"gpt-5"}'],
    [{ body: '{"model":"s/m"}' }, 'https://secret.test/v1/chat {"model":"m-x"}'],
    [{ body: '{"model":"s/m"}', key: 'key-b' }, '403 not_admitted'],
    [{ body: '{"model":"s/m"}', key: 'none' }, '401 key_invalid'],
    [{ body: '{"model":"old"}' }, '501 adapter_unsupported'],
    [{ body: '{"model":"new"}' }, '400 model_unknown'],
    [{ target: '/v1/files' }, 'https://rest.test/v1/files'],
    [{ target: '/any/models' }, '200 application/json'],
    [{ target: '/inner/x', listener: 'inner' }, 'https://inner.test/x'],
    [{ target: '/inner/x' }, 'https://rest.test/inner/x'],
    [
      { target: '/fixed/x', body: '{"model": "a" , "b":1.0}' },
      'https://openai.test/v1/x {"model": "always" , "b":1.0}',
    ],
  ]
  for (const [each, answered] of rows) {
    const said = await asked(each)
    assert.equal(answered.startsWith('200') ? said.slice(0, 3) : said, answered.startsWith('200') ? '200' : answered)
  }
})

test('what a choice says wrong is told where it stands', async () => {
  const to = (text: string) => `routes: [{ path: /*, to: ${text} }]`
  const rows: [text: string, says: RegExp][] = [
    [
      to('{ by_model: { a: { provider: opnai } } }'),
      /routes\[0\]\.to\.by_model\.a\.provider: there is no such provider/,
    ],
    [
      to('{ by_model: { a: { provider: openai } }, without_model: { provider: x } }'),
      /without_model\.provider: there is no/,
    ],
    [to('{ by_model: { "a*b*": { provider: openai } } }'), /it holds more than one \*/],
    [to('{ by_model: { a: { by_model: {} } } }'), /by_model/],
    [to('{ provider: openai, override: { model: "{model}" } }'), /only \{rest\} may stand in braces/],
    [to('{ models: one }'), /a list of names of models/],
    ['routes: [{ path: /*, path_ends: "/a*", to: { provider: openai } }]', /a \* has no meaning here/],
    [
      'listen: [{ address: 1, name: inner }]\nroutes: [{ path: /*, listeners: [iner], to: { provider: openai } }]',
      /there is no listener of this name[\s\S]*write inner/,
    ],
    ['listen: [{ address: 1, name: a }, { address: 2, name: a }]', /has this name already/],
    ['listen: [{ address: 1, name: "a b" }]', /letters, digits and - \. : _/],
  ]
  for (const [text, says] of rows) {
    const loaded = await loadForTest(text)
    assert.ok(loaded.kind === 'invalid', text)
    assert.match(formatProblems(loaded.problems), says)
  }
})
