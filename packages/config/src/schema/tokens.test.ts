import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { Secret } from '@strait/core'
import { compilePlan } from '../compile/index.ts'
import { formatProblems } from '../format.ts'
import { type Loaded, loadConfig } from '../load.ts'

let pem = ''
let json = ''

before(async () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 }
  const publicExponent = new Uint8Array([1, 0, 1])
  const { privateKey } = await crypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify'])
  const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
  pem = `-----BEGIN PRIVATE KEY-----\n${btoa(String.fromCharCode(...der))}\n-----END PRIVATE KEY-----\n`
  json = JSON.stringify({ type: 'service_account', client_email: 'robot@p.test', private_key: pem }, undefined, 2)
})

async function load(text: string, more: Readonly<Record<string, string>> = {}): Promise<Loaded> {
  const files: Readonly<Record<string, string>> = { '/etc/strait/sa.json': json, ...more }
  return await loadConfig({
    text,
    source: '/etc/strait/strait.yaml',
    env: (name) => (({ SECRET: 'planted-secret', SA: json }) as Record<string, string>)[name],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  })
}

async function providerOf(text: string, name: string) {
  const loaded = await load(text)
  assert.equal(loaded.kind, 'ok', loaded.kind === 'invalid' ? formatProblems(loaded.problems) : '')
  return loaded.config.providers[name]
}

test('loadConfig() reads an Entra application', async () => {
  const text =
    'providers:\n  azure: { url: "https://a.test", entra: { tenant_id: t, client_id: c, client_secret: "${SECRET}" } }\n'
  const entra = (await providerOf(text, 'azure'))?.entra
  assert.equal(entra?.client_secret.reveal(), 'planted-secret')
  assert.deepEqual({ ...entra, client_secret: '' }, { tenant_id: 't', client_id: 'c', client_secret: '' })
})

test('loadConfig() reads a service account from a file, a variable, a text and a map', async () => {
  const forms = ['"${file:sa.json}"', '"${SA}"', `'${json.replaceAll('\n', ' ')}'`, json.replaceAll('\n', '\n    ')]
  for (const form of forms) {
    const account = (await providerOf(`providers:\n  vertex:\n    service_account: ${form}\n`, 'vertex'))
      ?.service_account
    assert.ok(account instanceof Secret, form.slice(0, 30))
    assert.equal(JSON.parse(account.reveal()).private_key, pem)
  }
})

test('compilePlan() shows whose credential goes out, and no secret of it', async () => {
  const loaded = await load(`providers:
  azure: { url: "https://a.test", entra: { tenant_id: t, client_id: c, client_secret: planted-secret } }
  vertex: { service_account: "\${file:sa.json}", token_url: "http://127.0.0.1:9/token" }
`)
  assert.equal(loaded.kind, 'ok')
  const { config } = loaded
  const options = { version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { table } = await compilePlan({ config, ...options })
  const keys = new Map(table.map(({ name, key }) => [name, key]))
  assert.deepEqual([keys.get('azure'), keys.get('vertex')], ['entra', 'file sa.json'])
  assert.doesNotMatch(JSON.stringify([table, config]), /planted|PRIVATE KEY/)
})

type Row = readonly [provider: string, path: string, message: RegExp, hint?: RegExp]

const ENTRA = 'tenant_id: t, client_id: c, client_secret: planted-secret'
const AZURE = 'type: azure, url: "https://a.test"'
const SA = 'service_account: "${file:sa.json}"'

const mistakes: readonly Row[] = [
  [`{ ${AZURE}, key: planted-key, entra: { ${ENTRA} } }`, 'entra', /entra and key are both here/, /keep one/],
  [`{ type: vertex, key: planted-key, ${SA} }`, 'service_account', /service_account and key are both here/],
  [`{ type: openai, entra: { ${ENTRA} } }`, 'entra', /means nothing to a provider of type openai/, /it is for azure/],
  [`{ ${AZURE}, ${SA} }`, 'service_account', /means nothing/, /it is for vertex/],
  ['{ type: vertex, token_url: "https://t.test" }', 'token_url', /without service_account/],
  [`{ ${AZURE}, entra: planted-secret }`, 'entra', /wrong value/],
  [`{ ${AZURE}, entra: { client_id: c, client_secret: planted-secret } }`, 'entra', /tenant_id is missing/],
  [`{ ${AZURE}, entra: { tenant_id: t, client_id: c, client_secret: "" } }`, 'entra.client_secret', /empty/],
  [`{ ${AZURE}, entra: { ${ENTRA}, secret: planted-more } }`, 'entra.secret', /no member "secret"/],
  [`{ ${AZURE}, entra: { ${ENTRA.replace(': t', ': a/../b')} } }`, 'entra.tenant_id', /letters, digits/],
  [`{ ${AZURE}, entra: { ${ENTRA.replace(': t', ': common')} } }`, 'entra.tenant_id', /many directories/],
  [`{ ${AZURE}, entra: { ${ENTRA}, scope: "a  b" } }`, 'entra.scope', /one blank/],
  [`{ ${AZURE}, entra: { ${ENTRA}, authority: login.test } }`, 'entra.authority', /whole URL/, /https:\/\//],
  [`{ ${AZURE}, tenant_id: t }`, 'tenant_id', /no member "tenant_id"/, /write entra/],
  ['{ type: vertex, credentials: planted-secret }', 'credentials', /no member/, /service_account: "\$\{file/],
  ['{ type: vertex, service_account: ./sa.json }', 'service_account', /path of a file/, /\$\{file:PATH\}/],
  ['{ type: vertex, service_account: planted-secret }', 'service_account', /no JSON object/, /key file/],
  ['{ type: vertex, service_account: 7 }', 'service_account', /wrong value/],
  ['{ type: vertex, service_account: "${file:user.json}" }', 'service_account', /type is not service_account/],
  ['{ type: vertex, service_account: "${file:half.json}" }', 'service_account', /private_key is missing/],
  ['{ type: vertex, service_account: "${file:odd.json}" }', 'service_account', /private_key can't be used: .*PEM/],
  ['{ type: vertex, service_account: "${file:gone.json}" }', 'service_account', /gone\.json can't be read/],
]

const odd = {
  '/etc/strait/user.json': '{"type":"authorized_user","refresh_token":"planted"}',
  '/etc/strait/half.json': '{"type":"service_account","client_email":"planted"}',
  '/etc/strait/odd.json': '{"type":"service_account","client_email":"planted","private_key":"planted"}',
}

for (const [provider, path, message, hint] of mistakes) {
  test(`loadConfig() explains ${provider}`, async () => {
    const loaded = await load(`providers:\n  mine: ${provider}\n`, odd)
    assert.equal(loaded.kind, 'invalid')
    const [problem, ...others] = loaded.problems
    assert.deepEqual(others, [])
    assert.equal(problem?.path, `providers.mine.${path}`)
    assert.equal(problem.line, 2)
    assert.match(problem.message, message)
    if (hint !== undefined) assert.match(problem.hint ?? '', hint)
    assert.doesNotMatch(formatProblems(loaded.problems), /planted/)
  })
}
