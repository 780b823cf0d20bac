import assert from 'node:assert/strict'
import type { SendPromise } from './send-stage-fixture.ts'

const lower = (headers: readonly (readonly [string, string])[]) => headers.map(([name]) => name.toLowerCase())

/** What becomes of a request's head. */
export const requestPromises: readonly SendPromise[] = [
  {
    name: 'the method arrives as it is',
    async run(stage) {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY', 'PROPFIND', 'PURGE']) {
        await stage.next().read('/json', { method })
        assert.equal((await stage.seen()).method, method)
      }
    },
  },
  {
    name: 'a method that nobody has registered arrives as it is',
    async run(stage) {
      for (const method of ['FOO', 'patch']) {
        await stage.next().read('/json', { method })
        assert.equal((await stage.seen()).method, method)
      }
    },
  },
  {
    name: 'the target arrives byte for byte',
    async run(stage) {
      for (const rest of ['/a%2fb%2F//c;x=1', '/json?', '/json?q=a+b&&c=%zz&d=~!*()', '/json/', '/json:act?a=/b?c']) {
        const target = `/${stage.next().tag}${rest}`
        await stage.read('', { target })
        assert.equal((await stage.seen()).target, target)
      }
    },
  },
  {
    name: 'two slashes at the beginning of a target arrive',
    async run(stage) {
      const target = `//${stage.tag}//json`
      await stage.read('', { target })
      assert.equal((await stage.seen()).target, target)
    },
  },
  {
    name: 'characters that URLs escape arrive as written',
    async run(stage) {
      const target = `/${stage.tag}/json{"<>}^?q='{}'`
      await stage.read('', { target })
      assert.equal((await stage.seen()).target, target)
    },
  },
  {
    name: 'header lines keep their order and spelling, repeated ones stay apart',
    async run(stage) {
      const headers = ['X-Twice', '1', 'x-ODD', 'a', 'Accept', '*/*', 'X-Twice', '2', 'cookie', 'a=1', 'cookie', 'b=2']
      await stage.read('/json', { headers })
      const own = (await stage.seen()).headers.filter(([name]) => headers.includes(name))
      assert.deepEqual(own.flat(), headers)
    },
  },
  {
    name: 'the values of headers arrive, repeated ones as one list, bytes beyond ASCII too',
    async run(stage) {
      const headers = [
        'X-Twice',
        '1',
        'Authorization',
        'Bearer \xe9\xff',
        'x-twice',
        '2',
        'Cookie',
        'a=1',
        'cookie',
        'b=2',
      ]
      await stage.read('/json', { headers: [...headers, 'x-empty', '', 'user-agent', 'us/1'] })
      const { headers: came } = await stage.seen()
      const all = (name: string) => came.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value)
      assert.equal(all('x-twice').join(', '), '1, 2')
      assert.equal(all('cookie').join('; '), 'a=1; b=2')
      assert.deepEqual([all('authorization'), all('x-empty'), all('user-agent')], [['Bearer \xe9\xff'], [''], ['us/1']])
    },
  },
  {
    name: 'no header line is made up',
    async run(stage) {
      await stage.read('/json', { headers: ['if-none-match', '"a"'] })
      const added = lower((await stage.seen()).headers).filter((name) => name !== 'connection')
      assert.deepEqual(added.sort(), ['host', 'if-none-match'])
    },
  },
  {
    name: 'the accept-encoding of the client arrives',
    async run(stage) {
      await stage.read('/json', { headers: ['accept-encoding', 'gzip, br'] })
      const { headers } = await stage.seen()
      assert.deepEqual(headers.find(([name]) => name.toLowerCase() === 'accept-encoding')?.[1], 'gzip, br')
    },
  },
  {
    name: 'a request goes to the addresses that were checked, whatever its name resolves to',
    async run(stage) {
      const origin = stage.origin({ host: 'no-such-name.invalid' })
      await stage.read('/json', { origin, addresses: ['127.0.0.1'] })
      const { headers } = await stage.seen()
      assert.equal(headers.find(([name]) => name.toLowerCase() === 'host')?.[1], origin.hostHeader)
    },
  },
]
