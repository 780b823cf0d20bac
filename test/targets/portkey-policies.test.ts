import assert from 'node:assert/strict'
import { assertNoSecret, type HeaderList, type Script } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { CHAT, KEY, portkeyScene, told } from './portkey-scene.ts'
import { hangs, inTurn, resets, says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  const { promises, at, does, asks, asked, target } = portkeyScene(use)

  promises('passthrough falls back, and is fallen back to, with the retries of the tree', async () => {
    does({ a: says(503, 'no'), b: says(200, 'b') })
    const mine: HeaderList = [
      ['x-portkey-provider', 'openai'],
      ['x-portkey-custom-host', `${at.a.url}/mine`],
      ['authorization', 'Bearer sk-of-my-own'],
    ]
    const tree = { strategy: { mode: 'fallback' }, retry: { attempts: 1 } }
    const first = await asks({ ...tree, targets: [{ passthrough: true }, target('b')] }, mine)
    assert.deepEqual([first.text(), told(first), asked()], ['b', ['config.targets[1]', '0'], 'a a b'])
    does({ a: says(200, 'mine'), b: says(503, 'no') })
    const last = await asks({ ...tree, targets: [target('b'), { passthrough: true }] }, mine)
    assert.deepEqual([last.text(), told(last)], ['mine', ['config.targets[1]', '0']])
    assert.equal(at.a.requests.at(-1)?.header('authorization'), 'Bearer sk-of-my-own')
    assertNoSecret(
      at.b.requests.map(({ rawHead }) => rawHead.toString('latin1')),
      ['sk-of-my-own', KEY.strait],
    )
  })

  promises('retry: as often as it says, on the statuses that it names, and the count is told', async () => {
    const rows: [retry: object, statuses: number[], expected: [status: number, asked: number, count: string]][] = [
      [{ attempts: 3 }, [429, 500, 200], [200, 3, '2']],
      [{ attempts: 2 }, [503], [503, 3, '-1']],
      [{ attempts: 2 }, [200], [200, 1, '0']],
      [{ attempts: 2 }, [400], [400, 1, '0']],
      [{ attempts: 2, on_status_codes: [418] }, [418, 200], [200, 2, '1']],
      [{ attempts: 2, on_status_codes: [418] }, [503], [503, 1, '0']],
      [{ attempts: 0 }, [503], [503, 1, '0']],
    ]
    for (const [retry, statuses, [status, times, count]] of rows) {
      at.a.clear()
      const [first, ...others] = statuses.map((each) => says(each)) as [ReturnType<typeof says>]
      does({ a: inTurn(first, ...others) })
      const answer = await asks({ ...target('a'), retry })
      assert.deepEqual(
        [answer.status, at.a.requests.length, told(answer)[1]],
        [status, times, count],
        JSON.stringify(retry),
      )
    }
    at.a.clear()
    does({ a: inTurn(says(429, 'no', { 'retry-after-ms': '300' }), says(200, 'yes')) })
    await asks({ ...target('a'), retry: { attempts: 1, use_retry_after_header: true } })
    const [once, again] = at.a.requests
    assert.ok((again?.headAt ?? 0) - (once?.replyEndedAt ?? 0) >= 299, 'as long as the provider says')
  })

  promises('request_timeout of the config leads to the next target', async () => {
    does({ a: hangs, b: says(200, 'b') })
    const config = { strategy: { mode: 'fallback' }, request_timeout: 200, targets: [target('a'), target('b')] }
    const answer = await asks(config)
    assert.deepEqual([answer.text(), told(answer)[0]], ['b', 'config.targets[1]'])
    assert.notEqual(await at.a.waitForClose(at.a.requests[0] ?? assert.fail()), undefined)
  })

  promises('what leads on: not what the caller did wrong, nor a key of the caller’s own that is refused', async () => {
    const fallback = (first: object, on?: number[]) => ({
      strategy: { mode: 'fallback', ...(on === undefined ? {} : { on_status_codes: on }) },
      targets: [first, target('b')],
    })
    const own = { provider: 'openai', custom_host: `${at.a.url}/v1` }
    const mine: HeaderList = [['authorization', 'Bearer sk-of-my-own']]
    const rows: [script: Script, config: object, next: boolean][] = [
      ...[400, 404, 409, 413, 422].map((status): [Script, object, boolean] => [
        says(status),
        fallback(target('a')),
        false,
      ]),
      ...[408, 429, 500, 529].map((status): [Script, object, boolean] => [says(status), fallback(target('a')), true]),
      [says(401), fallback(own), false],
      [says(401), fallback(target('a')), false],
      [says(401), fallback({ provider: '@one' }), true],
      [resets, fallback(target('a')), true],
      [resets, fallback(target('a'), [429]), false],
      [resets, fallback(target('a'), [502]), true],
      [says(500), fallback(target('a'), [429]), false],
      [says(404), fallback(target('a'), [404]), true],
    ]
    for (const [i, [script, config, next]] of rows.entries()) {
      at.a.clear()
      at.b.clear()
      does({ a: script, b: says(200, 'b') })
      // With a name of its own nothing is known of it from the row before.
      const answer = await asks({ ...config, name: `row ${i}` }, mine)
      assert.deepEqual([i, answer.text() === 'b', asked()], [i, next, next ? 'a b' : 'a'])
      if (next) assert.deepEqual(told(answer), ['config.targets[1]', '0'])
    }
  })

  promises('sticky: what is alike goes to one target', async () => {
    const config = {
      strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['metadata.user'] } },
      targets: [target('a'), target('b')],
    }
    const seen = new Set<string>()
    for (let user = 0; user < 12; user++) {
      const metadata: HeaderList = [['x-portkey-metadata', JSON.stringify({ user: `u-${user}` })]]
      const texts = new Set<string>()
      for (let i = 0; i < 4; i++) texts.add((await asks(config, metadata)).text())
      assert.equal(texts.size, 1, `user ${user}`)
      for (const text of texts) seen.add(text)
    }
    assert.deepEqual([...seen].sort(), ['a', 'b'])
  })

  promises('any path and method, not chat alone', async () => {
    does({ a: says(503), b: says(200, 'b') })
    const config = { strategy: { mode: 'fallback' }, targets: [target('a'), target('b')] }
    for (const [method, path] of [
      ['GET', '/v1/models?limit=2'],
      ['DELETE', '/v1/files/file-1'],
      ['POST', `${CHAT}?beta=true`],
    ] as const) {
      assert.equal((await asks(config, [], { method, target: path })).text(), 'b')
      assert.deepEqual([at.b.requests.at(-1)?.method, at.b.requests.at(-1)?.target], [method, path])
    }
  })
})
