import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { request, runApp, startApp, startUpstream, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, runtimes } from '../suite.ts'

/** The examples of LiteLLM's page on pass-through endpoints, with its targets in the hands of the test's upstream. */
const config = ({ url }: { url: string }) => `
model_list:
  - model_name: my-claude-endpoint
    litellm_params:
      model: gpt-3.5-turbo
      api_key: os.environ/OPENAI_API_KEY
      api_base: ${url}/openai/v1
      use_in_pass_through: true

general_settings:
  master_key: sk-1234
  pass_through_endpoints:
    - path: "/v1/rerank"                                  # Route on LiteLLM Proxy
      target: "${url}/v1/rerank"                          # Target endpoint
      headers:                                            # Headers to forward
        Authorization: "bearer os.environ/COHERE_API_KEY"
        content-type: application/json
        accept: application/json
      forward_headers: true                               # Forward all incoming headers
    - path: /bria
      target: ${url}/engine
      include_subpath: true
      headers:
        api_token: os.environ/BRIA_KEY
      cost_per_request: 12.00
    - path: "/v1/messages"
      target: custom_callbacks.anthropic_adapter
      headers:
        litellm_user_api_key: "x-api-key"
    - path: /azure-assistant
      target: ${url}/openai
      include_subpath: true
      headers:
        api-key: os.environ/AZURE_API_KEY
      forward_headers: true
      default_query_params: { api-version: 2024-05-01-preview }
    - path: /langfuse
      target: ${url}
      include_subpath: true
      auth: false
      headers:
        LANGFUSE_PUBLIC_KEY: os.environ/LF_PUBLIC
        LANGFUSE_SECRET_KEY: os.environ/LF_SECRET
`

const env = {
  OPENAI_API_KEY: 'sk-held-openai',
  COHERE_API_KEY: 'held-cohere',
  BRIA_KEY: 'held-bria',
  AZURE_API_KEY: 'held-azure',
  LF_PUBLIC: 'pk-lf-held',
  LF_SECRET: 'sk-lf-held',
}

const KEY = ['Authorization', 'Bearer sk-1234'] as const
const RERANK =
  '{\n  "model": "rerank-english-v3.0",\n  "query": "What is the capital of the United States?",\n  "top_n": 3,\n  "documents": ["Carson City is the capital city of the American state of Nevada."],\n  "metadata": {"n": 1.0}\n}'
const JSON_TYPE = ['content-type', 'application/json'] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use({ config, env, args: ['--detailed_debug'] })

  promises('a LiteLLM file is recognised, and said at start', ({ app }) => {
    assert.match(app.logs(), /reading {4}\S+ as LiteLLM's config/)
    assert.match(app.logs(), /note .*adapters are not part of this version/)
    for (const secret of Object.values(env)) assert.doesNotMatch(app.logs(), new RegExp(secret))
  })

  promises('the rerank call of the page arrives as it was sent, with the configured headers', async ({ exchange }) => {
    const headers = [KEY, ['accept', 'application/json'], JSON_TYPE, ['x-team', 'blue']] as [string, string][]
    const { answer, seen } = await exchange({ method: 'POST', target: '/v1/rerank', headers, body: RERANK })
    assert.equal(answer.status, 200)
    assert.equal(seen.target, '/v1/rerank')
    assert.equal((await seen.body).toString(), RERANK, 'byte for byte, metadata and 1.0 included')
    const line = (name: string) => seen.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
    assert.deepEqual(line('authorization'), ['bearer held-cohere'])
    assert.deepEqual(
      [line('content-type'), line('accept'), line('x-team')],
      [['application/json'], ['application/json'], ['blue']],
    )
    assert.doesNotMatch(seen.rawHead.toString(), /sk-1234/)
  })

  promises('the route map of the page holds, with subpaths, queries and what a body needs', async ({ exchange }) => {
    for (const [target, upstream] of [
      ['/bria', '/engine'],
      ['/bria/v1/text-to-image/base/2.3', '/engine/v1/text-to-image/base/2.3'],
      ['/bria/v1/enhance_image?sync=true&x=%2F', '/engine/v1/enhance_image?sync=true&x=%2F'],
    ] as const) {
      const headers = [KEY, JSON_TYPE, ['cookie', 'a=b']] as [string, string][]
      const { seen } = await exchange({ method: 'POST', target, headers, body: '{"prompt": "a book"}' })
      assert.equal(seen.target, upstream)
      const head = seen.rawHead.toString()
      assert.match(head, /api_token: held-bria/)
      assert.match(head, /content-type: application\/json/i)
      assert.doesNotMatch(head, /cookie|sk-1234/i)
    }
  })

  promises('master_key locks everything that is not open', async ({ exchange }) => {
    for (const target of [
      '/v1/rerank',
      '/bria/x',
      '/v1/messages',
      '/openai/v1/models',
      '/v1/chat/completions',
      '/langfusex',
    ]) {
      for (const headers of [[], [['Authorization', 'Bearer sk-12345']]] as [string, string][][]) {
        const { answer, received } = await exchange({ method: 'POST', target, headers, body: '{}' })
        assert.equal(answer.status, 401, target)
        assert.equal(received.length, 0, target)
      }
    }
  })

  promises('the adapter is 501 and named, for who has the key where the file says', async ({ exchange }) => {
    const headers = [['x-api-key', 'sk-1234'], ['anthropic-version', '2023-06-01'], JSON_TYPE] as [string, string][]
    const { answer, received } = await exchange({ method: 'POST', target: '/v1/messages', headers, body: '{}' })
    assertRefused(answer, 501, 'adapter_unsupported')
    assert.match(answer.text(), /custom_callbacks\.anthropic_adapter/)
    assert.equal(received.length, 0)
  })

  promises('threads, runs and files of Azure Assistants go through', async ({ exchange }) => {
    const headers = [['api-key', 'sk-1234'], ['OpenAI-Beta', 'assistants=v2'], JSON_TYPE] as [string, string][]
    for (const [method, target, upstream] of [
      ['POST', '/threads', '/openai/threads?api-version=2024-05-01-preview'],
      ['POST', '/threads/t1/runs?api-version=2024-07-01', '/openai/threads/t1/runs?api-version=2024-07-01'],
      ['GET', '/threads/t1/runs/r1', '/openai/threads/t1/runs/r1?api-version=2024-05-01-preview'],
      ['DELETE', '/files/f1', '/openai/files/f1?api-version=2024-05-01-preview'],
    ] as const) {
      const body = method === 'POST' ? { body: '{"role": "user"}' } : {}
      const { seen } = await exchange({ method, target: `/azure-assistant${target}`, headers, ...body })
      assert.equal(seen.target, upstream)
      assert.match(seen.rawHead.toString(), /api-key: held-azure/)
      assert.doesNotMatch(seen.rawHead.toString(), /sk-1234/)
    }
    const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\u0000\u00ff\r\n--b--\r\n'
    const upload = await exchange({
      method: 'POST',
      target: '/azure-assistant/files',
      headers: [KEY, ['Content-Type', 'multipart/form-data; boundary=b']],
      body: Buffer.from(file, 'latin1'),
    })
    assert.equal((await upload.seen.body).toString('latin1'), file)
    assert.match(upload.seen.rawHead.toString(), /multipart\/form-data; boundary=b/)
  })

  promises('an open route needs no key, and the Langfuse pair goes out as Basic', async ({ exchange }) => {
    const { seen } = await exchange({ method: 'POST', target: '/langfuse/api/public/ingestion', body: '{}' })
    assert.equal(seen.target, '/api/public/ingestion')
    assert.match(seen.rawHead.toString(), new RegExp(`authorization: Basic ${btoa('pk-lf-held:sk-lf-held')}`))
    assert.doesNotMatch(seen.rawHead.toString(), /LANGFUSE_/i)
  })

  promises('a model lends its key to its provider’s path', async ({ exchange }) => {
    const { seen } = await exchange({
      method: 'POST',
      target: '/openai/v1/chat/completions',
      headers: [KEY],
      body: '{}',
    })
    assert.equal(seen.target, '/openai/v1/chat/completions')
    assert.match(seen.rawHead.toString(), /authorization: Bearer sk-held-openai/i)
  })
})

for (const runtime of runtimes) {
  describe(`the command line on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-litellm-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))
    const write = (name: string, text: string) => {
      const file = join(directory, name)
      writeFileSync(file, text)
      return file
    }

    it('strait import writes a strait.yaml that strait check takes', async () => {
      const file = write('config.yaml', config({ url: 'http://127.0.0.1:9' }))
      const imported = await runApp(runtime, { args: ['import', 'litellm', file] })
      assert.equal(imported.exit.code, 0, imported.output)
      assert.match(imported.stdout, /bearer \$\{COHERE_API_KEY\}/)
      const own = await runApp(runtime, { args: ['check', write('strait.yaml', imported.stdout)], env })
      assert.equal(own.exit.code, 0, own.output)
      const theirs = await runApp(runtime, { args: ['check', file], env })
      assert.equal(theirs.exit.code, 0, theirs.output)
      assert.match(theirs.stdout, /^reading \S+config\.yaml as LiteLLM's config\n/)
      const table = (text: string) =>
        text.split('\n').filter((line) => line.startsWith('/') && !line.includes(directory))
      assert.deepEqual(table(own.stdout), table(theirs.stdout))
    })

    it('a lock that does not hold keeps it from starting, until it is accepted', async () => {
      const file = write('locked.yaml', 'general_settings:\n  enable_jwt_auth: True\n')
      const refused = await runApp(runtime, { args: ['--config', file] })
      assert.equal(refused.exit.code, 2)
      assert.match(refused.output, /locked\.yaml:2:20: .*enable_jwt_auth restricts/)
      const accepted = await runApp(runtime, { args: ['check', file, '--accept-unenforced', 'enable_jwt_auth'] })
      assert.equal(accepted.exit.code, 0, accepted.output)
      assert.match(accepted.stdout, /warning: .*enable_jwt_auth is not enforced, and accepted/)
    })

    it('an included file is watched: a new master_key holds without a restart', async () => {
      const upstream = await startUpstream()
      const locked = (key: string) => `general_settings:\n  master_key: ${key}\n`
      const included = write('litellm.yaml', locked('first'))
      const app = await startApp(runtime, {
        config: `include: ["${included}"]\nlisten: 127.0.0.1:0\nproviders: { up: { url: "${upstream.url}" } }\n`,
      })
      const status = async (key: string) =>
        (await request(app.port, { target: '/up/status/200', headers: [['authorization', `Bearer ${key}`]] })).status
      try {
        assert.deepEqual([await status('first'), await status('second')], [200, 401])
        write('litellm.yaml', locked('second'))
        await app.waitForLog((line) => /reloaded/.test(String(line['message'])))
        await until(async () => (await status('second')) === 200)
        assert.equal(await status('first'), 401)
      } finally {
        await app.stop()
        await upstream.close()
      }
    })
  })
}
