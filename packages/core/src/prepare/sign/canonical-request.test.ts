import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalRequest } from './canonical-request.ts'

const targets: readonly (readonly [target: string, path: string, query: string])[] = [
  ['/', '/', ''],
  ['/?', '/', ''],
  ['/model/a.b-v1%3A0/converse', '/model/a.b-v1%253A0/converse', ''],
  ['/model/a.b-v1:0/converse', '/model/a.b-v1%3A0/converse', ''],
  ['/model/arn%3Aaws%3Ax%2Fy/invoke', '/model/arn%253Aaws%253Ax%252Fy/invoke', ''],
  ["/a!'()*;=+,$&@", '/a%21%27%28%29%2A%3B%3D%2B%2C%24%26%40', ''],
  ['/a//b/', '/a/b/', ''],
  ['/a/./b/../c', '/a/c', ''],
  ['/a/b/..', '/a/', ''],
  ['/..a/b..', '/..a/b..', ''],
  ['/?b=2&a=1', '/', 'a=1&b=2'],
  ['/?a=2&a=1', '/', 'a=1&a=2'],
  ['/?B=1&a=1', '/', 'B=1&a=1'],
  ['/?flag&empty=', '/', 'empty=&flag='],
  ['/?a=1&&b=2&', '/', 'a=1&b=2'],
  ['/?a=b=c', '/', 'a=b%3Dc'],
  ['/?a=%2f%2F/', '/', 'a=%2F%2F%2F'],
  ['/?a=x+y%20z', '/', 'a=x%2By%20z'],
  ['/?a=%zz', '/', 'a=%25zz'],
]

test('canonicalRequest() spells target and headers as AWS does', () => {
  for (const [target, path, query] of targets) {
    const { text } = canonicalRequest('POST', target, ['host', 'h'], 'HASH')
    assert.equal(text, ['POST', path, query, 'host:h\n', 'host', 'HASH'].join('\n'), target)
  }
})

test('canonicalRequest() sorts headers, joins repeated ones in their order, and trims', () => {
  const { text, signedNames } = canonicalRequest('GET', '/', ['x', ' 2  2 ', 'host', 'h', 'x', '1'], 'HASH')
  assert.equal(signedNames, 'host;x')
  assert.equal(text, 'GET\n/\n\nhost:h\nx:2 2,1\n\nhost;x\nHASH')
})
