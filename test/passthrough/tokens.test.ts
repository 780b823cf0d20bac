import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { after, before } from 'node:test'
import {
  assertNoSecret,
  type ReceivedRequest,
  type Reply,
  request,
  runApp,
  startUpstream,
  type Upstream,
} from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const SECRETS = {
  client: 'planted-entra-client-secret',
  changed: 'planted-entra-changed-secret',
  token: 'planted-access-token',
  description: 'planted-error-description',
  caller: 'planted-by-the-caller',
}
/** The first line of the key itself. */
const KEY_LINE = PEM.split('\n')[1] as string

/** As a stolen or hostile key file might have it; the config's `token_url` is what counts. */
const ACCOUNT = JSON.stringify({
  type: 'service_account',
  client_email: 'robot@p.iam.test',
  private_key_id: 'key-1',
  private_key: PEM,
  token_uri: 'http://127.0.0.1:1/never-asked',
})

const ENV = { ENTRA_SECRET: SECRETS.client, ENTRA_CHANGED: SECRETS.changed, ACCOUNT, STRAIT_LOG: 'debug' }

function config({ url }: Upstream, tokens: string, secret = 'ENTRA_SECRET', more = ''): string {
  const azure = (id: string, variable = 'ENTRA_SECRET') =>
    `{ type: azure, url: "${url}", entra: { tenant_id: contoso.test, client_id: ${id}, client_secret: "\${${variable}}", authority: "${tokens}" } }`
  return `
listen: 127.0.0.1:0
providers:
  azure: ${azure('many')}
  azure-stale: ${azure('stale')}
  azure-refused: ${azure('refused')}
  azure-reload: ${azure('reload', secret)}
  vertex: { url: "${url}", service_account: "\${ACCOUNT}", token_url: "${tokens}/google" }
${more}`
}

/** A token endpoint: counts what it is asked for, by application, and numbers its tokens. */
class Tokens {
  readonly forms: URLSearchParams[] = []
  readonly #upstream: Upstream

  constructor(upstream: Upstream) {
    this.#upstream = upstream
    upstream.script((received, reply) => this.#answer(received, reply))
  }

  get url(): string {
    return this.#upstream.url
  }

  of(id: string): URLSearchParams[] {
    return this.forms.filter((form) => form.get('client_id') === id)
  }

  async close(): Promise<void> {
    await this.#upstream.close()
    assert.deepEqual(this.#upstream.errors, [])
  }

  async #answer(received: ReceivedRequest, reply: Reply): Promise<void> {
    const form = new URLSearchParams((await received.body).toString())
    this.forms.push(form)
    const id = form.get('client_id') ?? 'google'
    assert.equal(
      `${received.method} ${received.path}`,
      `POST ${id === 'google' ? '/google' : '/contoso.test/oauth2/v2.0/token'}`,
    )
    if (id === 'refused') {
      const error_description = `${SECRETS.description} ${form.get('client_secret')}`
      await reply.json(401, { error: 'invalid_client', error_description })
      return
    }
    const access_token = `${SECRETS.token}-${id}-${id === 'google' ? 1 : this.of(id).length}`
    await reply.json(200, { token_type: 'Bearer', expires_in: 3599, access_token })
  }
}

const chat = (door: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  target: `/${door}/openai/deployments/d/chat/completions?api-version=1&key=${SECRETS.caller}`,
  headers: { 'content-type': 'application/json', ...headers },
  body: '{"messages":[]}',
})

forEachRuntime((runtime, use) => {
  let tokens: Tokens
  before(async () => {
    tokens = new Tokens(await startUpstream())
  })
  const { promises } = use({ env: ENV, config: (upstream) => config(upstream, tokens.url) })
  after(() => tokens?.close())

  promises('many first calls at once have one token fetched, and all go out with it', async ({ app, upstream }) => {
    const theirs = { 'api-key': SECRETS.caller, authorization: `Bearer ${SECRETS.caller}`, 'x-api-key': SECRETS.caller }
    const answers = await Promise.all(Array.from({ length: 40 }, () => request(app.port, chat('azure', theirs))))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal(tokens.of('many').length, 1)
    assert.deepEqual(Object.fromEntries(tokens.of('many')[0] ?? []), {
      grant_type: 'client_credentials',
      client_id: 'many',
      client_secret: SECRETS.client,
      scope: 'https://cognitiveservices.azure.com/.default',
    })
    assert.equal(upstream.requests.length, 40)
    for (const seen of upstream.requests) {
      assert.deepEqual(seen.headerAll('authorization'), [`Bearer ${SECRETS.token}-many-1`])
      assert.equal(seen.header('api-key'), undefined)
      assert.equal(seen.target, '/openai/deployments/d/chat/completions?api-version=1')
      assertNoSecret([seen.rawHead.toString()], [SECRETS.caller, SECRETS.client])
    }
  })

  promises('a service account gets its token for a JWT that its key signed', async ({ exchange }) => {
    const target = '/vertex/v1/projects/p/locations/global/publishers/google/models/g:generateContent'
    const { seen } = await exchange({
      method: 'POST',
      target,
      headers: { 'x-goog-api-key': SECRETS.caller },
      body: '{}',
    })
    assert.deepEqual(seen.headerAll('authorization'), [`Bearer ${SECRETS.token}-google-1`])
    assert.equal(seen.header('x-goog-api-key'), undefined)
    const form = tokens.forms.find((one) => one.has('assertion'))
    const [header = '', claims = '', signature = ''] = (form?.get('assertion') ?? '').split('.')
    const signed = Buffer.from(`${header}.${claims}`)
    assert.ok(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url')))
    assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).iss, 'robot@p.iam.test')
  })

  promises(
    'a token that the provider refuses is fetched anew for the next call; the answer is the provider’s',
    async ({ app, upstream, exchange }) => {
      upstream.script('/openai/deployments/stale', async (received, reply) => {
        await received.body
        const isOld = received.header('authorization')?.endsWith('-stale-1')
        await reply.json(isOld ? 401 : 200, { said: isOld ? 'expired' : 'yes' })
      })
      const call = { method: 'POST', target: '/azure-stale/openai/deployments/stale', body: '{}' }
      const first = await exchange(call)
      assert.deepEqual([first.answer.status, first.answer.text()], [401, '{"said":"expired"}'])
      assert.equal(first.received.length, 1, 'nothing is sent twice')
      const second = await exchange(call)
      assert.equal(second.answer.status, 200)
      assert.equal(tokens.of('stale').length, 2)
      assertNoSecret([first.answer.raw.toString(), app.logs()], [SECRETS.token])
    },
  )

  promises('a credential that is refused is a 502 that says so, to each who waits', async ({ app, upstream }) => {
    const earlier = upstream.requests.length
    const answers = await Promise.all(Array.from({ length: 10 }, () => request(app.port, chat('azure-refused'))))
    for (const answer of answers) {
      assert.equal(answer.status, 502)
      assert.equal(answer.header('x-strait-error'), 'token_failed')
      assert.match(answer.header('retry-after') ?? '', /^\d+$/)
      const { error } = answer.json() as { error: { code: string; message: string } }
      assert.equal(error.code, 'token_failed')
      assert.match(error.message, /"azure-refused".*401 \(invalid_client\)/)
      assertNoSecret([answer.raw.toString()], [SECRETS.client, SECRETS.description])
    }
    assert.equal(tokens.of('refused').length, 1)
    assert.equal(upstream.requests.length, earlier, 'nothing goes to the provider')
  })

  promises('a reload keeps the token; another secret has one of its own', async ({ app, upstream }) => {
    assert.equal((await request(app.port, chat('azure-reload'))).status, 200)
    await app.reload(config(upstream, tokens.url, 'ENTRA_SECRET', 'drain: 20s\n'))
    assert.equal((await request(app.port, chat('azure-reload'))).status, 200)
    assert.equal(tokens.of('reload').length, 1)
    await app.reload(config(upstream, tokens.url, 'ENTRA_CHANGED'))
    assert.equal((await request(app.port, chat('azure-reload'))).status, 200)
    assert.deepEqual(
      tokens.of('reload').map((form) => form.get('client_secret')),
      [SECRETS.client, SECRETS.changed],
    )
  })

  promises('neither logs nor `check` show credential or token', async ({ app, upstream }) => {
    const checked = await runApp(runtime, { args: ['check'], env: ENV, config: config(upstream, tokens.url) })
    assert.equal(checked.exit.code, 0, checked.output)
    assert.match(checked.stdout, /azure-stale\/\*.*entra/)
    assert.match(checked.stdout, /vertex\/\*.*env ACCOUNT/)
    const twice = config(upstream, tokens.url).replace('type: azure,', 'type: azure, key: planted-held-key,')
    const refused = await runApp(runtime, { args: ['check'], env: ENV, config: twice })
    assert.notEqual(refused.exit.code, 0)
    assert.match(refused.output, /entra and key are both here/)
    assert.match(app.logs(), /Bearer \*\*\*/, 'the debug log shows what went out')
    const assertions = tokens.forms.flatMap((form) => form.getAll('assertion'))
    assertNoSecret(
      [app.logs(), checked.output, refused.output],
      [...Object.values(SECRETS), KEY_LINE, 'planted-held-key', ...assertions],
    )
  })
})
