import assert from 'node:assert/strict'
import { connect, type RawClient, until } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

const HOST = 'host: localhost\r\n'

/** How far a client came before it went, and the mark by which the upstream would know it. */
const STAGES: readonly (readonly [name: string, bytes: (mark: string) => string])[] = [
  ['before a byte', () => ''],
  ['in the request line', (mark) => `POST /up/no-head?${mark}`],
  ['in a header', (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}content-ty`],
  ['before the end of the head', (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}content-length: 5\r\n`],
  ['before the body', (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}content-length: 100000\r\n\r\n`],
  ['in the body', (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}content-length: 100000\r\n\r\nsome of it`],
  [
    'in a chunk',
    (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\n5\r\nwhole\r\nff\r\nhalf`,
  ],
  [
    'between chunks',
    (mark) => `POST /up/no-head?${mark} HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\n5\r\nwhole\r\n`,
  ],
]

const WAYS: readonly (readonly [name: string, leave: (client: RawClient) => void])[] = [
  ['with a FIN', (client) => client.close()],
  ['with a reset', (client) => client.reset()],
]

/** Whatever reached the upstream of it was never a whole request. */
async function neverWhole({ upstream, exchange }: Stage, mark: string): Promise<void> {
  const reached = () => upstream.requests.filter((one) => one.target.includes(mark))
  await until(() => reached().every((one) => one.state === 'cut'), { what: () => `${mark} to be cut upstream` })
  const { answer } = await exchange({ method: 'POST', target: '/up/echo', body: mark })
  assert.equal(answer.text(), mark, 'the next one is served')
  for (const one of reached()) assert.equal(one.state, 'cut', 'a request cut short arrived as a whole one')
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()
  let count = 0

  for (const [where, bytes] of STAGES) {
    for (const [how, leave] of WAYS) {
      promises(`a client that leaves ${where} ${how} sends no whole request`, async (stage) => {
        const mark = `left-${count++}`
        const client = await stage.connect()
        const text = bytes(mark)
        if (text !== '') await client.write(text)
        // Something must be on its way where a streamed body began.
        if (/whole|some of it/.test(text)) await stage.upstream.waitForRequest((one) => one.target.includes(mark))
        leave(client)
        await neverWhole(stage, mark)
      })
    }
  }

  for (const [how, leave] of WAYS) {
    promises(`a client that leaves ${how} takes its upstream call along`, async ({ app, upstream }) => {
      for (const target of ['/up/no-head', '/up/silent-body', '/up/huge?mb=64']) {
        const mark = `gone-${count++}`
        const client = await connect(app.port)
        const full = `${target}${target.includes('?') ? '&' : '?'}${mark}`
        await client.send({ method: 'POST', target: full, body: '{"model":"m"}' })
        const request = await upstream.waitForRequest((one) => one.target.includes(mark))
        if (target !== '/up/no-head') await client.openResponse()
        leave(client)
        await upstream.waitForClose(request, 2_000)
      }
    })
  }

  promises('300 clients that come and go leave nothing behind', async ({ app, upstream, exchange }) => {
    const clients = await Promise.all(Array.from({ length: 300 }, () => connect(app.port)))
    await Promise.all(clients.map((client) => client.send({ method: 'POST', target: '/up/no-head?crowd', body: '{}' })))
    const crowd = () => upstream.requests.filter((one) => one.target.includes('crowd'))
    await until(() => crowd().length === 300)
    for (const [i, client] of clients.entries()) WAYS[i % 2]?.[1](client)
    await until(() => crowd().every((one) => one.left !== undefined), { what: 'every upstream call to be given up' })
    const { answer } = await exchange({ target: '/up/status/200' })
    assert.equal(answer.status, 200)
  })
})
