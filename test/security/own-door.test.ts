import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

const OWN = ['/-/healthy', '/-/ready', '/-/metrics', '/-/admin/keys', '/-/', '/-', '/-/healthy?x=1', '/-//healthy']

for (const own of [true, false]) {
  forEachRuntime((_runtime, use) => {
    const { promises } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
doors: { own: ${own} }
routes:
  - { path: /*, to: { url: "${url}" } }
`,
    })

    promises(`/-/ never goes upstream, ${own ? 'open' : 'closed'}, whatever a route takes`, async ({ exchange }) => {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        for (const target of OWN) {
          const { answer, received } = await exchange({ method, target })
          assert.equal(received.length, 0, `${method} ${target}`)
          assert.ok(answer.status === 200 || (answer.status >= 400 && answer.status < 500), `${answer.status}`)
        }
      }
    })

    promises(`nor on a way around, ${own ? 'open' : 'closed'}`, async ({ connect, upstream }) => {
      for (const target of ['/x/../-/healthy', '/./-/healthy', '/x/%2e%2e/-/healthy', 'http://localhost/-/healthy']) {
        const earlier = upstream.requests.length
        using client = await connect()
        await client.send({ target, headers: { host: 'localhost' } })
        await client.readResponse().catch(() => undefined)
        for (const one of upstream.requests.slice(earlier)) assert.doesNotMatch(one.target, /^\/-(\/|$)/, target)
      }
    })

    promises(`probes are ${own ? 'answered' : 'gone with their door'}`, async ({ exchange }) => {
      for (const target of ['/-/healthy', '/-/ready']) {
        const { answer } = await exchange({ target })
        assert.equal(answer.status, own ? 200 : 404)
      }
    })
  })
}
