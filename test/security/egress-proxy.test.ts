import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before } from 'node:test'
import {
  assertNoSecret,
  type Certificates,
  type EgressProxy,
  makeCertificates,
  startProxy,
  startUpstream,
  type Upstream,
  until,
} from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'

const PASSWORD = 'pass/word@of:the-proxy'
const CREDENTIALS = `egress-user:${PASSWORD}`
const USERINFO = `egress-user:${encodeURIComponent(PASSWORD)}`
/** Origins that no test has a connection to but the one that takes it. */
const FRESH = [0, 1, 2, 3, 4, 5]

const SECRETS = [PASSWORD, Buffer.from(CREDENTIALS).toString('base64')]

/** Names that only the proxy knows: what reaches them went through it. */
forEachRuntime((_runtime, use) => {
  const hosts: Record<string, number> = {}
  let made: Certificates
  let secure: Upstream
  let proxy: EgressProxy

  before(async () => {
    made = await makeCertificates()
    const { cert, key } = made.server
    secure = await startUpstream({ tls: { cert, key } })
    hosts['up.test'] = secure.port
    hosts['other.test'] = secure.port
    proxy = await startProxy({ hosts, credentials: CREDENTIALS })
  })
  after(async () => {
    await Promise.all([secure?.close(), proxy?.close()])
    made?.remove()
  })

  const { promises } = use({
    env: { PROXY_USERINFO: USERINFO, STRAIT_LOG: 'debug' },
    config: ({ port, url }) => {
      hosts['plain.test'] = port
      hosts['another.test'] = port
      return `
listen: 127.0.0.1:0
egress: { proxy: "http://\${PROXY_USERINFO}@127.0.0.1:${proxy.port}" }
providers:
  secure: { url: "https://up.test", tls: { ca: "${made.ca.certFile}" } }
  other-port: { url: "https://up.test:8443", tls: { ca: "${made.ca.certFile}" } }
  wrong-name: { url: "https://other.test", tls: { ca: "${made.ca.certFile}" } }
  untrusted: { url: "https://up.test" }
  hasty: { url: "https://up.test:9000", tls: { ca: "${made.ca.certFile}" }, timeouts: { connect: 300ms } }
  plain: { url: "http://plain.test:8080/base" }
  another: { url: "http://another.test" }
  local: { url: "${url}" }
  nowhere: { url: "https://nowhere.invalid" }
${FRESH.map((n) => `  fresh-${n}: { url: "https://up.test:${9001 + n}", tls: { ca: "${made.ca.certFile}" } }`).join('\n')}
`
    },
  })

  /** What the proxy is asked meanwhile. */
  async function asked<T>(run: () => Promise<T>) {
    const from = proxy.requests.length
    const result = await run()
    return { result, requests: proxy.requests.slice(from) }
  }

  promises('https goes through a tunnel to the name, and TLS is with the name', async ({ exchange }) => {
    const body = randomBytes(100_000).toString('latin1')
    const headers = { 'X-Own': 'Kept' }
    const { result, requests } = await asked(() =>
      exchange({ method: 'POST', target: '/secure/echo?q=%20', headers, body }),
    )
    assert.equal(result.answer.status, 200)
    assert.equal(result.answer.body.toString('latin1'), body)
    assert.deepEqual(
      requests.map(({ method, target, headers: [host] }) => [method, target, host]),
      [['CONNECT', 'up.test:443', ['host', 'up.test:443']]],
    )
    const seen = secure.requests.at(-1)
    assert.equal(seen?.connection.serverName, 'up.test')
    assert.deepEqual([seen?.target, seen?.header('host')], ['/echo?q=%20', 'up.test'])
    assert.equal(seen?.header('x-own'), 'Kept')
    assert.ok(!/proxy-/i.test(seen?.rawHead.toString() ?? ''), 'what was for the proxy stayed there')
    assert.ok(!requests[0]?.body.bytes().includes('X-Own'), 'the proxy reads nothing of it')
  })

  promises('a port of its own is named to the proxy', async ({ exchange }) => {
    const { result, requests } = await asked(() => exchange({ target: '/other-port/status/200' }))
    assert.equal(result.answer.status, 200)
    assert.deepEqual([requests[0]?.target, secure.requests.at(-1)?.header('host')], ['up.test:8443', 'up.test:8443'])
  })

  promises('a tunnel is used again', async ({ exchange }) => {
    await exchange({ target: '/secure/status/200' })
    const { requests } = await asked(async () => {
      for (let i = 0; i < 5; i++) assert.equal((await exchange({ target: '/secure/status/200' })).answer.status, 200)
    })
    assert.ok(requests.length <= 1, `${requests.length} tunnels for five requests`)
  })

  promises('what streams through a tunnel streams', async ({ connect }) => {
    using client = await connect()
    await client.send({ target: '/secure/sse?n=3&gate=through-the-proxy' })
    const answer = await client.openResponse()
    await answer.waitForText('0')
    assert.match(answer.text(), /^(?!.*DONE)/s)
    secure.open('through-the-proxy')
    await answer.done
    assert.match(answer.text(), /\[DONE\]/)
    assert.equal(answer.complete, true)
  })

  promises('large bodies pass both ways, byte for byte', async ({ exchange }) => {
    const body = randomBytes(8 * 1024 * 1024)
    const up = await exchange({ method: 'POST', target: '/secure/echo', body })
    assert.equal(up.answer.content.sha256(), createHash('sha256').update(body).digest('hex'))
    const down = await exchange({ target: '/secure/huge?mb=16' })
    assert.deepEqual([down.answer.complete, down.answer.content.length], [true, 16 * 1024 * 1024])
  })

  for (const [door, why] of [
    ['wrong-name', 'another name'],
    ['untrusted', 'an authority nobody told us of'],
  ]) {
    promises(`behind a proxy too, a certificate with ${why} is 502 upstream_tls`, async ({ exchange }) => {
      const before = secure.requests.length
      assertRefused((await exchange({ method: 'POST', target: `/${door}/x`, body: '{}' })).answer, 502, 'upstream_tls')
      assert.equal(secure.requests.length, before)
    })
  }

  promises('plain http goes in absolute form, and is else what it is without a proxy', async ({ exchange }) => {
    const body = randomBytes(50_000).toString('latin1')
    const headers = {
      'X-Own': 'Kept',
      authorization: 'Bearer own',
      'proxy-authorization': 'Basic client',
      'x-own': '2',
    }
    const sent = { method: 'POST', target: '/plain/echo//a%2Fb?q=%20&&x', headers, body }
    const { result, requests } = await asked(() => exchange(sent))
    assert.equal(result.answer.body.toString('latin1'), body)
    const [seen] = requests
    assert.equal(seen?.target, 'http://plain.test:8080/base/echo//a%2Fb?q=%20&&x')
    assert.equal(seen?.body.bytes().toString('latin1'), body)
    const basic = `Basic ${Buffer.from(CREDENTIALS).toString('base64')}`
    const { seen: direct } = await exchange({ ...sent, target: '/local/echo//a%2Fb?q=%20&&x' })
    const expected = direct.headers.map(([name, value]) => [name, name === 'host' ? 'plain.test:8080' : value])
    expected.splice(-1, 0, ['proxy-authorization', basic])
    assert.deepEqual(seen?.headers, expected)
  })

  promises('plain requests to several hosts share a connection to the proxy', async ({ exchange }) => {
    await exchange({ target: '/plain/status/200' })
    const { requests } = await asked(async () => {
      assert.equal((await exchange({ target: '/another/status/200' })).answer.status, 200)
      assert.equal((await exchange({ target: '/plain/status/200' })).answer.status, 200)
    })
    assert.equal(new Set(requests.map(({ connection }) => connection)).size, 1)
  })

  promises('this machine is called directly', async ({ exchange }) => {
    const { result, requests } = await asked(() => exchange({ target: '/local/status/200' }))
    assert.equal(result.answer.status, 200)
    assert.deepEqual(requests, [])
  })

  const troubles = [
    ['HTTP/1.1 407 Who\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n', 'proxy_unauthorized'],
    ['HTTP/1.1 403 Not there\r\ncontent-length: 0\r\n\r\n', 'proxy_refused'],
    ['HTTP/1.1 503 Not now\r\ncontent-length: 0\r\n\r\n', 'proxy_refused'],
    ['I am no proxy\r\n', 'proxy_broken'],
    ['', 'proxy_broken'],
  ] as const
  for (const [n, [answer, code]] of troubles.entries()) {
    promises(`a proxy that answers ${JSON.stringify(answer)} to CONNECT is 502 ${code}`, async (stage) => {
      const before = secure.requests.length
      proxy.answer(() => answer)
      try {
        const { answer: told } = await stage.exchange({ method: 'POST', target: `/fresh-${n}/x`, body: '{}' })
        const { message } = assertRefused(told, 502, code)
        assert.match(message, /egress proxy/)
      } finally {
        proxy.answer(() => undefined)
      }
      assert.equal(secure.requests.length, before)
    })
  }

  promises('a proxy that wants other credentials for a plain request is told so too', async ({ exchange }) => {
    proxy.answer(() => troubles[0][0])
    try {
      const { answer, received } = await exchange({ method: 'POST', target: '/plain/x', body: '{}' })
      assertRefused(answer, 502, 'proxy_unauthorized')
      assert.equal(answer.header('proxy-authenticate'), undefined)
      assert.equal(received.length, 0)
    } finally {
      proxy.answer(() => undefined)
    }
  })

  promises('a name that the proxy can not resolve is 502 proxy_refused', async ({ exchange }) => {
    assertRefused((await exchange({ method: 'POST', target: '/nowhere/x', body: '{}' })).answer, 502, 'proxy_refused')
  })

  promises('a proxy that says nothing runs into timeouts.connect, and is left', async ({ exchange }) => {
    proxy.answer(() => 'hang')
    try {
      const sent = { method: 'POST', target: '/hasty/x', body: '{}' }
      const { result, requests } = await asked(() => exchange(sent))
      assertRefused(result.answer, 504, 'connect_timeout')
      assert.equal(requests.length, 1)
      await until(() => requests.every((one) => !proxy.holds(one)), { what: 'the connection to close' })
    } finally {
      proxy.answer(() => undefined)
    }
  })

  promises('a client that leaves takes the tunnel with it that is being made', async ({ connect }) => {
    proxy.answer(() => 'hang')
    try {
      const from = proxy.requests.length
      const client = await connect()
      await client.send({ method: 'POST', target: `/fresh-${troubles.length}/x`, body: '{}' })
      const seen = await until(() => proxy.requests[from], { what: 'CONNECT' })
      client.close()
      await until(() => !proxy.holds(seen), { what: 'the connection to close' })
    } finally {
      proxy.answer(() => undefined)
    }
  })

  promises('user and password of the proxy are in no log and no answer', async ({ app, exchange }) => {
    const outputs: string[] = []
    for (const target of ['/secure/status/200', '/plain/status/200', '/nowhere/x', '/wrong-name/x', '/echo/x', '/']) {
      const { answer } = await exchange({ target })
      outputs.push(answer.raw.toString('latin1'))
    }
    await until(() => app.lines().some((line) => line['target'] === '/wrong-name/x'), { what: 'the log' })
    assertNoSecret([...outputs, { name: 'log', text: app.logs() }], SECRETS)
  })
})
