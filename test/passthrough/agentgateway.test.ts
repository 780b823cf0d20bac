import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type App, type ReceivedRequest, type Reply, request, runApp } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, runtimes } from '../suite.ts'

interface At {
  readonly url: string
}

const hostOf = ({ url }: At) => url.replace('http://', '')

/** The examples of agentgateway's page on passthrough, with OpenAI in the hands of the test's upstream. */
const simplified = (passthrough: string) => (upstream: At) =>
  `
# yaml-language-server: $schema=https://agentgateway.dev/schema/config
llm:
  port: 0
  models:
  - name: "*"
    provider: openAI
    params:
      apiKey: "$OPENAI_API_KEY"
      hostOverride: "${hostOf(upstream)}"
    passthrough: ${passthrough}
`

const binds = (upstream: At) => `
binds:
- port: 0
  listeners:
  - routes:
    - backends:
      - ai:
          name: openai
          hostOverride: "${hostOf(upstream)}"
          pathPrefix: /v1
          provider:
            openAI: {}
      policies:
        ai:
          routes:
            "/v1/chat/completions": "completions"
            "/v1/messages": "messages"
            "*": "passthrough"
        backendAuth:
          key: "$OPENAI_API_KEY"
- port: 0
  listeners:
  - routes:
    - matches: [{ path: { pathPrefix: /second } }]
      backends: [{ host: "${hostOf(upstream)}" }]
`

const locked = (upstream: At) => `
llm:
  port: 0
  policies:
    apiKey: { mode: strict, keys: [{ key: $CALLERS_KEY, metadata: { name: team } }] }
  models:
  - { name: gpt-*, provider: openai, params: { apiKey: $OPENAI_API_KEY, baseUrl: "${upstream.url}/one/v1" } }
  - { name: fast, provider: openai, params: { model: gpt-5-nano, apiKey: $OPENAI_API_KEY, baseUrl: "${upstream.url}/two/v1" } }
`

const env = { OPENAI_API_KEY: 'sk-held-openai', CALLERS_KEY: 'agw-callers', HOST: '127.0.0.1' }
const JSON_TYPE = ['content-type', 'application/json'] as [string, string]
const CHAT = '{"model": "gpt-5",  "seed": 36893488147419103232, "stream": true, "n": 1.0,\n "messages": []}'

/** Answers when it has read all. */
async function whole(received: ReceivedRequest, reply: Reply): Promise<void> {
  await received.body
  await reply.send(200, 'read')
}

forEachRuntime((runtime, use) => {
  for (const word of ['opaque', 'detect'] as const) {
    describe(`llm with passthrough: ${word}`, () => {
      const { promises } = use({ config: simplified(word), env, upstream: { script: whole } })

      promises(`an ${word} file is recognised, and what it does is said at start`, ({ app }) => {
        assert.match(app.logs(), /reading {4}\S+ as agentgateway's config/)
        const watched = /note .*usage is not read yet: until it is, detect watches what opaque does/
        if (word === 'detect') assert.match(app.logs(), watched)
        else assert.doesNotMatch(app.logs(), watched)
        assert.doesNotMatch(app.logs(), /sk-held/)
      })

      promises(
        `${word} passes every path and method, without a model and without a byte changed`,
        async ({ exchange }) => {
          const binary = Buffer.alloc(4_700_000, '\u0000\u00ff{"model":"x"', 'latin1')
          const rows: [method: string, target: string, type: string | undefined, body: string | Buffer | undefined][] =
            [
              ['GET', '/v1/models', undefined, undefined],
              ['GET', '/v1/files?limit=2&limit=3', undefined, undefined],
              ['DELETE', '/v1/files/file-1', undefined, undefined],
              ['GET', '/v1/batches/batch_1', undefined, undefined],
              ['POST', '/v1/chat/completions', 'application/json', CHAT],
              ['POST', '/v1/chat/completions', 'application/json; charset=utf-8', CHAT],
              ['POST', '/v1/messages', 'application/json', '{"broken'],
              ['POST', '/v1/files', 'multipart/form-data; boundary=b', '--b\r\n\r\nx\r\n--b--\r\n'],
              ['PUT', '/v1/uploads/u/parts', 'application/octet-stream', binary],
              ['POST', '/anything//else%2F', 'text/plain', 'hello'],
            ]
          for (const [method, target, type, body] of rows) {
            const headers = [
              ['authorization', 'Bearer callers'],
              ...(type === undefined ? [] : [['content-type', type]]),
            ]
            const { seen } = await exchange({
              method,
              target,
              headers: headers as [string, string][],
              ...(body === undefined ? {} : { body }),
            })
            assert.equal(seen.requestLine, `${method} ${target} HTTP/1.1`)
            assert.deepEqual(await seen.body, Buffer.from(body ?? ''))
            assert.match(seen.rawHead.toString(), /authorization: Bearer sk-held-openai/i)
            assert.doesNotMatch(seen.rawHead.toString(), /callers/)
          }
        },
      )

      promises(`${word} has no doors but those of its file`, async ({ exchange }) => {
        const { seen } = await exchange({ target: '/openai/v1/models' })
        assert.equal(seen.target, '/openai/v1/models', 'a path like any other')
      })
    })
  }

  describe('binds', () => {
    const { promises } = use({ config: binds, env })

    promises(
      'typed paths pass where provider and format agree, and answer 501 where they do not',
      async ({ exchange }) => {
        const chat = { method: 'POST', headers: [JSON_TYPE], body: CHAT }
        const passed = await exchange({ ...chat, target: '/v1/chat/completions?trace=x' })
        assert.equal(passed.seen.target, '/v1/chat/completions?trace=x')
        assert.equal((await passed.seen.body).toString(), CHAT)
        const refused = await exchange({ ...chat, target: '/v1/messages' })
        assertRefused(refused.answer, 501, 'adapter_unsupported')
        assert.match(refused.answer.text(), /messages-to-openai/)
        assert.equal(refused.received.length, 0)
        const other = await exchange({ target: '/v1/files' })
        assert.equal(other.seen.target, '/v1/files')
      },
    )

    promises('each port has its own routes', async ({ app, exchange, upstream }) => {
      const [first, second] = portsOf(app)
      assert.ok(first !== undefined && second !== undefined && first !== second)
      const { seen } = await exchange({ target: '/second/x' })
      assert.match(seen.rawHead.toString(), /Bearer sk-held-openai/i, 'the first port has one route for all')
      const before = upstream.requests.length
      const there = await request(second, { target: '/second/x' })
      assert.equal(there.status, 200)
      assert.equal(upstream.requests.length, before + 1)
      assert.doesNotMatch(upstream.requests.at(-1)?.rawHead.toString() ?? '', /sk-held/)
      for (const target of ['/v1/models', '/v1/chat/completions', '/openai/v1/models']) {
        assertRefused(await request(second, { target }), 404, 'no_route', target)
      }
      assert.equal(upstream.requests.length, before + 1)
    })
  })

  describe('llm with names and keys', () => {
    const { promises } = use({ config: locked, env })
    const KEY = ['authorization', 'Bearer agw-callers'] as [string, string]

    promises('the keys of the file lock, and the model decides', async ({ exchange }) => {
      const chat = (body: string, headers: [string, string][] = [KEY]) =>
        exchange({ method: 'POST', target: '/v1/chat/completions', headers: [JSON_TYPE, ...headers], body })
      const without = await chat(CHAT, [])
      assertRefused(without.answer, 401, 'key_missing')
      assert.equal(without.received.length, 0)
      const one = await chat(CHAT)
      assert.equal(one.seen.target, '/one/v1/chat/completions')
      assert.equal((await one.seen.body).toString(), CHAT)
      assert.doesNotMatch(one.seen.rawHead.toString(), /agw-callers/)
      const two = await chat('{"n": 1.0, "model":"fast"}')
      assert.equal(two.seen.target, '/two/v1/chat/completions')
      assert.equal((await two.seen.body).toString(), '{"n": 1.0, "model":"gpt-5-nano"}')
      const unknown = await chat('{"model":"other"}')
      assertRefused(unknown.answer, 400, 'model_unknown')
      assert.match(unknown.answer.text(), /gpt-\*, fast/)
    })

    promises('the list of models is the file’s own', async ({ exchange }) => {
      const { answer, received } = await exchange({ target: '/v1/models', headers: [KEY] })
      assert.equal(received.length, 0)
      const { object, data } = JSON.parse(answer.text())
      assert.deepEqual([object, data.map(({ id }: { id: string }) => id)], ['list', ['gpt-*', 'fast']])
      assert.equal((await exchange({ target: '/v1/models' })).answer.status, 401)
    })
  })

  it(`a lock that does not hold keeps strait on ${runtime} from starting`, async () => {
    const text = simplified('opaque')({ url: 'http://127.0.0.1:9' }).replace(
      'llm:',
      'llm:\n  policies: { jwtAuth: { issuer: i, jwks: planted } }',
    )
    const refused = await runApp(runtime, { config: text, env })
    assert.equal(refused.exit.code, 2, refused.output)
    assert.match(refused.output, /jwtAuth restricts, and this build does not enforce it/)
    assert.doesNotMatch(refused.output, /planted/)
  })
})

for (const runtime of runtimes) {
  describe(`the command line on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-agentgateway-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))

    it('strait import writes a strait.yaml that strait check takes', async () => {
      for (const [name, config] of Object.entries({ opaque: simplified('opaque'), binds, locked })) {
        const file = join(directory, `${name}.yaml`)
        writeFileSync(file, config({ url: 'http://127.0.0.1:9' }))
        const imported = await runApp(runtime, { args: ['import', 'agentgateway', file] })
        assert.equal(imported.exit.code, 0, imported.output)
        assert.match(imported.stdout, /key: \$\{OPENAI_API_KEY\}/)
        const own = join(directory, `${name}-strait.yaml`)
        writeFileSync(own, imported.stdout)
        for (const each of [own, file]) {
          const checked = await runApp(runtime, { args: ['check', each], env })
          assert.equal(checked.exit.code, 0, checked.output)
        }
      }
    })
  })
}

function portsOf(app: App): number[] {
  return [...app.logs().matchAll(/listening\s+https?:\/\/\S+?:(\d+)/g)].map(([, port]) => Number(port))
}
