import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, notes, ok, plain } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/config.json')

const $schema = 'https://www.getbifrost.ai/schema'

async function providersOf(providers: unknown): Promise<unknown> {
  return plain(ok(await loaded({ $schema, providers })).config.providers)
}

async function notesOf(providers: unknown): Promise<string[]> {
  return notes(await loaded({ $schema, providers }))
}

test('network_config becomes headers, timeouts and an authority', async () => {
  const ca = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n'
  const network_config = {
    extra_headers: { 'x-team': 'blue', 'x-key': 'env.AWS_SECRET' },
    default_request_timeout_in_seconds: 120,
    stream_idle_timeout_in_seconds: 0,
    ca_cert_pem: ca,
  }
  const openai = { keys: [{ value: 'k' }], network_config }
  assert.deepEqual(await providersOf({ openai }), {
    openai: {
      key: '<k>',
      headers: {
        request: {
          set: [
            ['x-team', 'blue'],
            ['x-key', '<aws-secret>'],
          ],
        },
      },
      timeouts: { first_byte: 120_000 },
      tls: { ca },
    },
  })
})

test('retries, and workers with a queue in front of them, are those of the provider', async () => {
  const retry = (attempts: number, initial: number, max: number) => ({
    retry: { attempts, backoff: { initial, max }, use_retry_after_header: true, longest_wait: 60_000 },
  })
  const rows: [members: object, settings: object][] = [
    [{ network_config: { max_retries: 3 } }, retry(3, 500, 5000)],
    [
      { network_config: { max_retries: 2, retry_backoff_initial: '100ms', retry_backoff_max: '2s' } },
      retry(2, 100, 2000),
    ],
    [
      { network_config: { max_retries: 2, retry_backoff_initial: 1000, retry_backoff_max: 10_000 } },
      retry(2, 1000, 10_000),
    ],
    [{ network_config: { max_retries: 99 } }, retry(10, 500, 5000)],
    [{ network_config: { max_retries: 0, retry_backoff_initial: '1s' } }, {}],
    [
      { concurrency_and_buffer_size: { concurrency: 5, buffer_size: 7 } },
      { concurrency: { most: 5, queue: 7, wait: 30_000 } },
    ],
    [
      {
        concurrency_and_buffer_size: { concurrency: 5, buffer_size: 7 },
        network_config: { default_request_timeout_in_seconds: 90 },
      },
      { concurrency: { most: 5, queue: 7, wait: 90_000 }, timeouts: { first_byte: 90_000 } },
    ],
    [{ concurrency_and_buffer_size: { concurrency: 5 } }, { concurrency: { most: 5, queue: 0, wait: 2000 } }],
  ]
  for (const [members, settings] of rows) {
    const providers = { openai: { keys: [{ value: 'k' }], ...members } }
    assert.deepEqual(await providersOf(providers), { openai: { key: '<k>', ...settings } }, JSON.stringify(members))
  }
  assert.deepEqual(await notesOf({ openai: { keys: [{ value: 'k' }], network_config: { max_retries: 99 } } }), [
    'providers.openai.network_config.max_retries: 10 further attempts are the most here',
  ])
})

test('what the caller’s credential, or the machine’s, would do is told', async () => {
  const machine = "it names no credential, and the machine's own identity is not used here"
  const rows: [providers: object, said: string[]][] = [
    [{ openai: { keys: [] } }, ["providers.openai: no key is held: at /openai/... the caller's own goes through"]],
    [{ ollama: { keys: [{ value: '' }] } }, []],
    [
      { bedrock: { keys: [{ value: '', bedrock_key_config: { region: 'us-east-1' } }] } },
      [`providers.bedrock.keys[0]: ${machine}: write access_key and secret_key, or value`],
    ],
    [
      { vertex: { keys: [{ vertex_key_config: { project_id: 'p', region: 'eu' } }] } },
      [
        `providers.vertex.keys[0]: ${machine}: write auth_credentials`,
        'providers.vertex.keys[0].vertex_key_config.project_id: not used: the path names the project; there this one took its place',
      ],
    ],
    [
      { azure: { keys: [{ azure_key_config: { endpoint: 'https://acme.openai.azure.com' } }] } },
      [`providers.azure.keys[0]: ${machine}: write value, or client_id, client_secret and tenant_id`],
    ],
  ]
  for (const [providers, said] of rows) assert.deepEqual(await notesOf(providers), said)
})

test('one proxy for all is taken, others are told', async () => {
  const proxied = (proxy_config?: object) => ({ keys: [{ value: 'k' }], ...(proxy_config && { proxy_config }) })
  const proxyOf = async (...proxies: (object | undefined)[]) => {
    const names = ['openai', 'groq', 'cohere']
    const providers = Object.fromEntries(proxies.map((proxy, i) => [names[i], proxied(proxy)]))
    return ok(await loaded({ providers })).config.egress.proxy
  }
  const http = { type: 'http', url: 'http://proxy.test:3128' }
  const address = { scheme: 'http', host: 'proxy.test', port: 3128 }
  const given = (authorization?: string) => {
    const place = { ...address, authorization }
    return { kind: 'given', http: place, https: place, noProxy: [] }
  }
  const basic = (text: string) => `<Basic ${btoa(text)}>`
  assert.deepEqual(plain(await proxyOf(http, http)), given())
  assert.deepEqual(plain(await proxyOf({ ...http, username: 'me', password: 'p%/@' })), given(basic('me:p%/@')))
  assert.deepEqual(
    plain(await proxyOf({ ...http, username: 'me', password: 'env.PROXY_PASSWORD' })),
    given(basic('me:proxy-password')),
  )
  assert.deepEqual(plain(await proxyOf({ type: 'environment' })), { kind: 'environment' })
  assert.equal(await proxyOf({ type: 'none' }, undefined), undefined)
  assert.equal(await proxyOf(http, undefined), undefined)
  assert.match(
    (await notesOf({ openai: proxied(http), groq: proxied() })).join(),
    /proxy_config: not used: one proxy serves all/,
  )
})
