import assert from 'node:assert/strict'
import { assertNoSecret, delay, type Script, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { hangs, resets, says } from './scripts.ts'

const KEY = 'key-held-for-the-checks'

forEachRuntime(
  (_runtime, use) => {
    const { promises, at, does, ask } = scene(use, {
      targets: ['a', 'b'],
      config: (url) => {
        const checked = (more: string) =>
          `{ type: openai, url: "${url.a}/v1", key: ${KEY}, health: { path: /${more}, every: 100ms, timeout: 200ms, down_after: 2 } }`
        return `
providers:
  status: ${checked('up-status')}
  reset: ${checked('up-reset')}
  hang: ${checked('up-hang')}
  once: ${checked('up-once')}
  idle: ${checked('up-idle')}
  keyed: ${checked('up-keyed?a=1')}
  alone: ${checked('up-alone')}
  b: { url: "${url.b}" }
routes:
${['status', 'reset', 'hang', 'once', 'idle', 'keyed']
  .map(
    (name) =>
      `  - { path: /${name}-or-b/*, to: { strategy: fallback, targets: [{ provider: ${name} }, { provider: b }] } }`,
  )
  .join('\n')}
  - { path: /only/*, to: { strategy: fallback, targets: [{ provider: alone }] } }
`
      },
    })
    /** What a does when it is asked whether it is well; all else goes well. */
    const checkedBy = (check: Script): Script => {
      return (request, reply) => (request.path.startsWith('/up-') ? check : says(200, 'a'))(request, reply)
    }
    const checks = (name: string) => at.a.requests.filter((one) => one.path === `/up-${name}`)
    const answers = (route: string, text: string) =>
      until(async () => (await ask(`/${route}/x`)).text() === text, { what: `${text} to answer ${route}` })

    for (const [name, check] of [
      ['status', says(500)],
      ['reset', resets],
      ['hang', hangs],
    ] as const) {
      promises(
        `a target that is not well (${name}) is left alone before a request meets it, and asked again when it is`,
        async () => {
          does({ a: checkedBy(check) })
          await answers(`${name}-or-b`, 'b')
          const asked = at.a.requests.filter((one) => one.path === '/v1/x').length
          for (let i = 0; i < 5; i++) assert.equal((await ask(`/${name}-or-b/x`)).text(), 'b')
          assert.equal(at.a.requests.filter((one) => one.path === '/v1/x').length, asked)
          does({ a: checkedBy(says(200)) })
          await answers(`${name}-or-b`, 'a')
        },
      )
    }

    promises('one bad answer of many is no reason', async () => {
      let n = 0
      // The others are still being asked for a while.
      const everySecond: Script = (request, reply) =>
        says(request.path === '/up-once' && n++ % 2 === 0 ? 500 : 200)(request, reply)
      does({ a: checkedBy(everySecond) })
      await until(async () => {
        assert.equal((await ask('/once-or-b/x')).text(), 'a')
        return checks('once').length >= 6
      })
    })

    promises('the check is a GET with the credential that calls have, and of no caller', async () => {
      const headers = {
        authorization: 'Bearer shown-by-the-caller',
        'x-mine': 'stays',
        'content-type': 'application/json',
      }
      await ask('/keyed-or-b/x', { headers })
      const check = await until(() => checks('keyed')[0])
      assert.deepEqual([check.method, check.target, check.content.length], ['GET', '/up-keyed?a=1', 0])
      assert.equal(check.header('authorization'), `Bearer ${KEY}`)
      assert.equal(check.header('host'), `127.0.0.1:${at.a.port}`)
      assert.equal(check.header('x-mine'), undefined)
      assertNoSecret([check.rawHead.toString('latin1')], ['shown-by-the-caller'])
    })

    promises('the only target is asked though it is not well', async () => {
      does({ a: checkedBy(says(500)) })
      await ask('/only/x')
      await until(() => checks('alone').length >= 3)
      assert.equal((await ask('/only/x')).text(), 'a')
    })

    promises('nobody asks for long where nobody wants to know', async () => {
      await ask('/idle-or-b/x')
      await until(() => checks('idle').length >= 2, { what: 'the checks to begin' })
      await until(
        async () => {
          const before = checks('idle').length
          await delay(500)
          return checks('idle').length === before
        },
        { what: 'the checks to end', timeoutMs: 10_000 },
      )
      const before = checks('idle').length
      await ask('/idle-or-b/x')
      await until(() => checks('idle').length > before, { what: 'the checks to begin again' })
    })
  },
  { together: true },
)
