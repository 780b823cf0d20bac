import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from './client.ts'
import { startProxy } from './proxy.ts'
import { startUpstream } from './upstream.ts'

test('startProxy() opens a tunnel to the place that a name stands for', async () => {
  await using upstream = await startUpstream()
  await using proxy = await startProxy({ hosts: { 'up.test': upstream.port }, credentials: 'user:password' })
  using client = await connect(proxy.port)
  const authorization = Buffer.from('user:password').toString('base64')
  const head = `CONNECT up.test:443 HTTP/1.1\r\nhost: x\r\nproxy-authorization: Basic ${authorization}\r\n\r\n`
  await client.write(head)
  assert.equal((await client.readHead()).status, 200)
  await client.send({ method: 'POST', target: '/echo', body: 'through' })
  assert.equal((await client.readResponse()).text(), 'through')
  assert.match(proxy.requests[0]?.body.bytes().toString() ?? '', /^POST \/echo .*through$/s)
})

test('startProxy() forwards the absolute form without what was for the proxy', async () => {
  await using upstream = await startUpstream()
  await using proxy = await startProxy({ hosts: { 'up.test': upstream.port } })
  using client = await connect(proxy.port)
  const headers = { host: 'up.test', 'proxy-authorization': 'Basic x', 'X-Own': '1' }
  await client.send({ method: 'POST', target: 'http://up.test/echo?a=%20', headers, body: 'forward' })
  assert.equal((await client.readResponse('POST')).text(), 'forward')
  const [seen] = upstream.requests
  assert.deepEqual([seen?.target, seen?.header('x-own')], ['/echo?a=%20', '1'])
  assert.equal(seen?.header('proxy-authorization'), undefined)
})

test('startProxy() answers 407 without credentials, 502 where nobody listens, and what a script says', async () => {
  await using proxy = await startProxy({ credentials: 'user:password' })
  const ask = async (more = '') => {
    using client = await connect(proxy.port)
    await client.write(`CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: x\r\n${more}\r\n`)
    return (await client.readHead()).status
  }
  const shown = `proxy-authorization: Basic ${Buffer.from('user:password').toString('base64')}\r\n`
  assert.equal(await ask(), 407)
  assert.equal(await ask(shown), 502)
  proxy.answer(() => 'HTTP/1.1 418 Teapot\r\n\r\n')
  assert.equal(await ask(shown), 418)
})
