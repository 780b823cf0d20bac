import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makePlan, makeRoute, makeTarget } from '../../test/harness.ts'
import type { Admitted, Arrival } from '../exchange.ts'
import type { UpstreamBody } from '../runtime.ts'
import { Secret } from '../secret.ts'
import type { BodyEdit, Credential, Target } from '../send/target.ts'
import { utf8 } from '../web/bytes.ts'
import { prepare } from './prepare.ts'

const aws: Credential = {
  kind: 'aws',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('planted', 'test'),
  sessionToken: undefined,
  region: 'us-east-1',
}

const kit = makeKit({ bounds: { ...makePlan().bounds, signedBody: 8, editedBody: 10 } })

function admitted(from: Arrival, at = kit): Admitted {
  const match = { route: makeRoute(() => assert.fail()), rest: '/chat', detected: undefined, rule: 'test' }
  return Object.assign(accepted(from, at), { caller: { kind: 'anonymous' }, match }) as Admitted
}

/** A target that holds no key, or signs. */
function targetWith(edit: BodyEdit | undefined, credential?: Credential): Target {
  const plain = makeTarget(undefined, edit === undefined ? {} : { edit })
  if (credential === undefined) return plain
  const scheme = { kind: 'sigv4', service: 'bedrock', attach: () => [] } as const
  return { ...plain, credential, provider: { ...plain.provider, credential: scheme } }
}

const send = async (exchange: Admitted, target: Target) => prepare(exchange, target, undefined, kit)

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

const declared = (text: string, ...headers: string[]) =>
  arrival({ headers: ['content-length', String(text.length), ...headers], body: pieces(text) })
const chunked = (...texts: string[]) => arrival({ headers: ['transfer-encoding', 'chunked'], body: pieces(...texts) })

async function textOf(body: UpstreamBody): Promise<string> {
  if (body.kind === 'bytes') return new TextDecoder().decode(body.bytes)
  let text = ''
  if (body.kind === 'stream') for await (const chunk of body.chunks) text += new TextDecoder().decode(chunk)
  return text
}

const doubled: BodyEdit = (whole) => Uint8Array.from([...whole, ...whole])

test('editBody() sends other bytes in the framing of the client', async () => {
  const rows: [from: Arrival, edit: BodyEdit, kind: UpstreamBody['kind'], text: string][] = [
    [declared('abc'), doubled, 'bytes', 'abcabc'],
    [arrival({ headers: ['content-length', '3'], body: utf8('abc') }), doubled, 'bytes', 'abcabc'],
    [chunked('a', 'bc'), doubled, 'stream', 'abcabc'],
    [declared('abc'), () => utf8(''), 'empty', ''],
    [declared('abc'), () => undefined, 'bytes', 'abc'],
    [chunked('a', 'bc'), () => undefined, 'stream', 'abc'],
  ]
  for (const [from, edit, kind, text] of rows) {
    const { body } = await send(admitted(from), targetWith(edit))
    assert.equal(body.kind, kind)
    if (body.kind === 'stream') assert.equal(body.length, undefined)
    assert.equal(await textOf(body), text)
  }
})

test('editBody() is not asked where there is no body', async () => {
  const edit = () => assert.fail()
  assert.equal((await send(admitted(arrival({ method: 'GET' })), targetWith(edit))).body.kind, 'none')
  const empty = arrival({ headers: ['content-length', '0'] })
  assert.equal((await send(admitted(empty), targetWith(edit))).body.kind, 'empty')
})

test('editBody() leaves the body of other attempts as it came', async () => {
  const exchange = admitted(chunked('a', 'bc'))
  const texts: string[] = []
  for (const edit of [doubled, undefined, () => utf8('x'), () => undefined]) {
    texts.push(await textOf((await send(exchange, targetWith(edit))).body))
  }
  assert.deepEqual(texts, ['abcabc', 'abc', 'x', 'abc'])
})

test('editBody() refuses a body that is too large to hold, and reads no byte of one that says so', async () => {
  const refused = { code: 'body_too_large_to_edit', status: 413 }
  await assert.rejects(send(admitted(chunked('123456', '78901')), targetWith(doubled)), refused)
  const exchange = admitted(declared('12345678901'))
  await assert.rejects(send(exchange, targetWith(doubled)), refused)
  assert.equal(exchange.body.received, 0)
  assert.equal(
    await textOf(
      (
        await send(
          admitted(declared('1234567890')),
          targetWith(() => utf8('x')),
        )
      ).body,
    ),
    'x',
  )
})

test('editBody() takes hashes of the body that was along with it', async () => {
  const digests = ['Content-Digest', 'sha-256=:x:', 'repr-digest', 'x', 'Digest', 'x', 'content-MD5', 'x']
  const from = () => admitted(declared('abc', 'x-a', '1', ...digests, 'X-Amz-Content-SHA256', 'x', 'x-b', 'digest'))
  assert.deepEqual((await send(from(), targetWith(doubled))).headers, ['x-a', '1', 'x-b', 'digest'])
  const untouched = await send(
    from(),
    targetWith(() => undefined),
  )
  assert.equal(untouched.headers.length, 14)
})

test('a signature is made over the body as it was changed', async () => {
  const now = () => 1_440_938_160_000
  const at = { ...kit, runtime: { ...kit.runtime, now } }
  const signature = async (from: Arrival, edit?: BodyEdit) => {
    const sent = await prepare(admitted(from, at), targetWith(edit, aws), undefined, at)
    return { signature: sent.headers[sent.headers.indexOf('authorization') + 1], text: await textOf(sent.body) }
  }
  const expected = await signature(declared('abcabc'))
  assert.match(expected.signature ?? '', /^AWS4-HMAC-SHA256 /)
  assert.deepEqual(await signature(declared('abc'), doubled), expected)
  assert.deepEqual(await signature(declared('abcabc'), () => undefined), expected)
  assert.notEqual((await signature(declared('abc'))).signature, expected.signature)
  await assert.rejects(signature(declared('12345'), doubled), { code: 'body_too_large_to_sign' })
})

test('a target without an edit waits for no body', () => {
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  }
  const from = arrival({ headers: ['content-length', '3'], body: silent })
  const sent = prepare(admitted(from), targetWith(undefined), undefined, kit)
  assert.ok(!(sent instanceof Promise))
  assert.equal(sent.body.kind, 'stream')
})
