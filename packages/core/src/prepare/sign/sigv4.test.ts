import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signV4 } from './sigv4.ts'

const HOST = 'example.amazonaws.com'
const FORM = 'application/x-www-form-urlencoded'
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** The one character U+1234 as its three bytes. */
const UTF8 = '\xe1\x88\xb4'

interface Vector {
  readonly name: string
  readonly request: string
  readonly signed: string
  readonly signature: string
  readonly headers?: readonly string[]
  readonly body?: string
  readonly token?: string
}

const vanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
const post = '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'
const postQuery = '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'

/** AWS's aws-sig-v4-test-suite: the requests of the suite and the signatures that it publishes. */
const vectors: readonly Vector[] = [
  plain('get-vanilla', 'GET /', vanilla),
  plain('get-vanilla-query', 'GET /', vanilla),
  plain(
    'get-vanilla-empty-query-key',
    'GET /?Param1=value1',
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ),
  plain(
    'get-vanilla-query-order-key',
    'GET /?Param1=value2&Param1=Value1',
    'eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1',
  ),
  plain(
    'get-vanilla-query-order-key-case',
    'GET /?Param2=value2&Param1=value1',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ),
  plain(
    'get-vanilla-query-order-value',
    'GET /?Param1=value2&Param1=value1',
    '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
  ),
  plain(
    'get-vanilla-query-unreserved',
    `GET /?${UNRESERVED}=${UNRESERVED}`,
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ),
  plain(
    'get-vanilla-utf8-query',
    `GET /?${UTF8}=bar`,
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ),
  plain('get-unreserved', `GET /${UNRESERVED}`, '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'),
  plain('get-utf8', `GET /${UTF8}`, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'),
  plain('get-relative', 'GET /example/..', vanilla),
  plain('get-relative-relative', 'GET /example1/example2/../..', vanilla),
  plain('get-slash', 'GET //', vanilla),
  plain('get-slash-dot-slash', 'GET /./', vanilla),
  plain(
    'get-slash-pointless-dot',
    'GET /./example',
    'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  ),
  plain('get-slashes', 'GET //example//', '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84'),
  plain('get-space', 'GET /example space/', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'),
  {
    name: 'get-header-key-duplicate',
    request: 'GET /',
    headers: ['My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1'],
    signed: 'host;my-header1;x-amz-date',
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  {
    name: 'get-header-value-order',
    request: 'GET /',
    headers: ['My-Header1', 'value4', 'My-Header1', 'value1', 'My-Header1', 'value3', 'My-Header1', 'value2'],
    signed: 'host;my-header1;x-amz-date',
    signature: '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  },
  {
    name: 'get-header-value-trim',
    request: 'GET /',
    headers: ['My-Header1', ' value1', 'My-Header2', ' "a   b   c"'],
    signed: 'host;my-header1;my-header2;x-amz-date',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  plain('post-vanilla', 'POST /', post),
  plain('post-header-key-case', 'POST /', post),
  plain('post-sts-header-after', 'POST /', post),
  plain('post-vanilla-query', 'POST /?Param1=value1', postQuery),
  plain('post-vanilla-empty-query-value', 'POST /?Param1=value1', postQuery),
  {
    name: 'post-header-key-sort',
    request: 'POST /',
    headers: ['My-Header1', 'value1'],
    signed: 'host;my-header1;x-amz-date',
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  },
  {
    name: 'post-header-value-case',
    request: 'POST /',
    headers: ['My-Header1', 'VALUE1'],
    signed: 'host;my-header1;x-amz-date',
    signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  },
  {
    name: 'post-sts-header-before',
    request: 'POST /',
    token: TOKEN,
    signed: 'host;x-amz-date;x-amz-security-token',
    signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  },
  {
    name: 'post-x-www-form-urlencoded',
    request: 'POST /',
    headers: ['Content-Type', FORM],
    body: 'Param1=value1',
    signed: 'content-type;host;x-amz-date',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
  {
    name: 'post-x-www-form-urlencoded-parameters',
    request: 'POST /',
    headers: ['Content-Type', `${FORM}; charset=utf8`],
    body: 'Param1=value1',
    signed: 'content-type;host;x-amz-date',
    signature: '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  },
]

function plain(name: string, request: string, signature: string): Vector {
  return { name, request, signature, signed: 'host;x-amz-date' }
}

const credentials = {
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  now: new Date('2015-08-30T12:36:00Z'),
}

for (const { name, request, headers = [], body = '', token, signed, signature } of vectors) {
  test(`signV4() makes AWS's signature of ${name}`, async () => {
    const space = request.indexOf(' ')
    const added = await signV4({
      ...credentials,
      method: request.slice(0, space),
      target: request.slice(space + 1),
      headers: ['Host', HOST, 'X-Amz-Date', '20150830T123600Z', ...headers],
      body: new TextEncoder().encode(body),
      sessionToken: token,
      signs: () => true,
    })
    const scope = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request'
    assert.deepEqual(added, [
      ...['x-amz-date', '20150830T123600Z'],
      ...(token === undefined ? [] : ['x-amz-security-token', token]),
      ...['authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signed}, Signature=${signature}`],
    ])
  })
}

async function authorization(over: Partial<Parameters<typeof signV4>[0]>): Promise<string> {
  const input = { method: 'POST', target: '/', headers: ['host', HOST], body: new Uint8Array(0) }
  return (await signV4({ ...credentials, ...input, ...over })).at(-1) as string
}

test('signV4() signs host, content-type and x-amz-*, and nothing that may change on the way', async () => {
  const value = await authorization({
    headers: ['Host', HOST, 'Content-Type', 'a/b', 'X-Amz-Target', 't', 'User-Agent', 'u', 'accept-encoding', 'gzip'],
  })
  assert.match(value, /SignedHeaders=content-type;host;x-amz-date;x-amz-target,/)
})

test("signV4() leaves a caller's own signature out", async () => {
  const caller = ['authorization', 'AWS4-HMAC-SHA256 x', 'x-amz-security-token', 'x', 'x-amz-date', '19700101T000000Z']
  assert.equal(await authorization({ headers: ['host', HOST, ...caller] }), await authorization({}))
})

test('signV4() hashes the path as written, escaped once more', async () => {
  const once = await authorization({ target: '/model/anthropic.claude-v1%3A0/converse' })
  const bare = await authorization({ target: '/model/anthropic.claude-v1:0/converse' })
  const decoded = await authorization({ target: '/model/anthropic.claude-v1%253A0/converse' })
  assert.equal(new Set([once, bare, decoded]).size, 3)
})

test('signV4() reads a query alike however it is escaped', async () => {
  const written = await authorization({ target: '/?b=%7e&a=x%2fy' })
  assert.equal(await authorization({ target: '/?a=x%2Fy&b=~' }), written)
})

test('signV4() sorts names apart from values', async () => {
  // As one text `a-=` would come before `a=`.
  assert.equal(await authorization({ target: '/?a-=1&a=2' }), await authorization({ target: '/?a=2&a-=1' }))
})

test('signV4() forgets the key of a secret that was mended', async () => {
  const wrong = await authorization({ secretAccessKey: 'typo' })
  const right = await authorization({})
  assert.notEqual(wrong, right)
  assert.equal(await authorization({ secretAccessKey: 'typo' }), wrong)
})
