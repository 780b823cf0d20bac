import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import type { ReceivedRequest } from '@strait/testkit'

const FORM =
  /^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<day>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, SignedHeaders=(?<names>[^,]+), Signature=(?<signature>[0-9a-f]{64})$/

/**
 * What AWS does with a request that it gets: it makes the signature anew over what came (IAM User Guide, "Create a
 * signed AWS API request") and compares. The path is escaped once more as it stands.
 */
export function signedBy(request: ReceivedRequest, secret: string): { id: string; region: string; service: string } {
  const authorization = request.headerAll('authorization')
  assert.equal(authorization.length, 1)
  const parts = FORM.exec(authorization[0] ?? '')?.groups as Record<string, string> | undefined
  assert.ok(parts !== undefined, `no signature: ${authorization[0]?.slice(0, 20)}`)
  const { id = '', day = '', region = '', service = '', names = '', signature } = parts
  const signed = names.split(';')
  for (const name of ['host', 'x-amz-date']) assert.ok(signed.includes(name), `${name} is not signed`)

  const time = request.header('x-amz-date') ?? ''
  assert.ok(Math.abs(Date.now() - Date.parse(time.replace(DATE, '$1-$2-$3T$4:$5:$6Z'))) < 60_000, `signed at ${time}`)
  assert.equal(time.slice(0, 8), day)

  const headers = signed.map((name) => `${name}:${(request.header(name) ?? '').trim()}\n`).join('')
  const [path = '', query = ''] = request.target.split('?')
  const escaped = path.split('/').map(encodeURIComponent).join('/')
  const hash = sha256(request.content.bytes())
  const canonical = [request.method, escaped, canonicalQuery(query), headers, names, hash].join('\n')
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/${service}/aws4_request\n${sha256(Buffer.from(canonical))}`
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (last, part) => hmac(last, part),
    `AWS4${secret}`,
  )
  assert.equal(signature, hmac(key, toSign).toString('hex'), 'the signature is not right')
  return { id, region, service }
}

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Sorted, each with its `=`, and escaped in the one way; a plus is a plus. */
function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '')
  const escapeOnce = (text: string) => encodeURIComponent(decodeURIComponent(text))
  return pairs
    .map((pair) => pair.split('='))
    .map(([name = '', value = '']) => `${escapeOnce(name)}=${escapeOnce(value)}`)
    .sort()
    .join('&')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
