import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProxyAddress } from '@strait/config'
import { StartError } from '../start-error.ts'
import { proxiesFromEnvironment } from './from-environment.ts'

type Variables = Readonly<Record<string, string>>

const read = (variables: Variables) => proxiesFromEnvironment((name) => variables[name])
const place = (proxy: ProxyAddress | undefined) => proxy && `${proxy.scheme}://${proxy.host}:${proxy.port}`

const table: readonly (readonly [Variables, http: string | undefined, https: string | undefined, used: string[]])[] = [
  [{ HTTP_PROXY: 'http://a:1' }, 'http://a:1', undefined, ['HTTP_PROXY=http://a:1']],
  [{ https_proxy: 'http://a:1' }, undefined, 'http://a:1', ['https_proxy=http://a:1']],
  [
    { http_proxy: 'http://small:1', HTTP_PROXY: 'http://big:1' },
    'http://small:1',
    undefined,
    ['http_proxy=http://small:1'],
  ],
  [{ http_proxy: '', HTTP_PROXY: 'http://big:1' }, 'http://big:1', undefined, ['HTTP_PROXY=http://big:1']],
  [{ ALL_PROXY: 'a:1' }, 'http://a:1', 'http://a:1', ['ALL_PROXY=http://a:1']],
  [
    { ALL_PROXY: 'http://all:1', HTTPS_PROXY: 'https://s' },
    'http://all:1',
    'https://s:443',
    ['HTTPS_PROXY=https://s:443', 'ALL_PROXY=http://all:1'],
  ],
]

test('proxiesFromEnvironment() reads the variables that there are, small letters first', () => {
  for (const [variables, http, https, used] of table) {
    const found = read(variables)
    assert.deepEqual([place(found.http), place(found.https)], [http, https], JSON.stringify(variables))
    assert.deepEqual(found.used, used)
    assert.deepEqual(found.warnings, [])
  }
})

test('proxiesFromEnvironment() tells what took effect without user and password', () => {
  const { https, used } = read({ HTTPS_PROXY: 'http://user:hunter2@a:1', NO_PROXY: 'b.test, 10.0.0.0/8' })
  assert.equal(https?.authorization?.reveal(), `Basic ${btoa('user:hunter2')}`)
  assert.deepEqual(used, ['HTTPS_PROXY=http://a:1', 'NO_PROXY=b.test, 10.0.0.0/8'])
})

test('proxiesFromEnvironment() reads NO_PROXY with commas and blanks, and tells what is no entry', () => {
  const { noProxy, warnings } = read({ HTTP_PROXY: 'http://a:1', no_proxy: 'b.test,,10.0.0.1  *.c.test,192.168.*' })
  assert.equal(noProxy.length, 3)
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /no_proxy.*"192\.168\.\*"/)
})

test('proxiesFromEnvironment() warns where the environment names no proxy', () => {
  const { http, https, used, warnings } = read({ NO_PROXY: 'a.test', HTTP_PROXY: '' })
  assert.deepEqual([http, https, used], [undefined, undefined, []])
  assert.match(warnings[0] ?? '', /HTTPS_PROXY/)
})

test('proxiesFromEnvironment() ends the start on a proxy that is none, and names the variable alone', () => {
  for (const text of ['socks5://user:hunter2@a:1', 'http://user:hunter2@a:1/path', 'http://us%zz:hunter2@a']) {
    assert.throws(
      () => read({ HTTPS_PROXY: text }),
      (error) => error instanceof StartError && /HTTPS_PROXY/.test(error.message) && !/hunter2/.test(error.message),
    )
  }
})
