import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

/** Behind the door; all of it is to arrive as written. */
const AS_WRITTEN = [
  '/files/a%2Fb',
  '/files/a%2fb',
  '/a//b',
  '//a',
  '/a/',
  '/a//',
  '/a;v=1;w/b',
  '/a+b',
  '/a,b=c&d@e:8080',
  '/a|b',
  '/v1beta/models/gemini-2.5-pro:streamGenerateContent',
  '/models/ft:gpt-4o:org::id',
  '/a%20b',
  '/%C3%BC/%e4',
  '/%zz/%',
  '/%00',
  '/%0d%0a',
  '/%3F/%23',
  '/~user/.well-known/a...b',
  '/(a)/[b]',
  '/a!$&*()',
  '/%41%7E',
  '/a?',
  '/a?b',
  '/a?b=',
  '/a?=c',
  '/a?b=1&b=2',
  '/a?b=c%26d%3D',
  '/a?b=a+b%20c',
  '/a?q=/x/../y',
  '/a?b?c',
  '/a?&&',
  '/a?x[]=1&x[]=2',
  '/a?redirect=http://h:1/p',
  '/a?%2e%2e',
] as const

/** `..` out of the base, as various servers on the way might read it. */
const ESCAPES = [
  '..',
  '../',
  '../secret',
  '%2e%2e/secret',
  '%2E%2e/secret',
  '.%2e/secret',
  '%2e./secret',
  '%252e%252e/secret',
  '%25252e%25252e/secret',
  '..%2fsecret',
  '..%2Fsecret',
  '..%252fsecret',
  '..\\secret',
  '..%5csecret',
  '..%5Csecret',
  '..%255csecret',
  '..;/secret',
  '..;x=1/secret',
  '..%00/secret',
  '..%09/secret',
  '..%0a/secret',
  '..%20/secret',
  '%c0%ae%c0%ae/secret',
  'x/../../secret',
  'x/%2e%2e/%2e%2e/secret',
  './secret',
  'x/./../../secret',
  '....//secret/..',
  '..\t/secret',
  '.\t./secret',
  '%2e%2e%2fsecret',
  '%2e%2e%5csecret',
  '..?/secret',
  'a/..',
  'a/../..',
] as const

const NEVER_5XX = [
  '/up/a#frag',
  '/up/a#',
  '/up/#/../x',
  '/up/a b',
  '/up/a\tb',
  '/up/a\x01b',
  '/up/a\x7fb',
  '/up/\xc3\xbc',
  '/up/\xe9',
  '/up/\xff\xfe',
  '/up/a?q=\xc3\xbc',
  '/up/a?q=a b',
  '/up/a?q=#x',
  "/up/a?q='x'",
  '/up/"',
  '/up/<a>',
  '/up/{x}',
  '/up/\\a',
  '\\up\\a',
  '/up/^`',
  'up/a',
  '?a',
  '#',
  '*',
  'http://',
  'http:///up/a',
  'http://%00/up/a',
  '//up/a',
  '///',
  '/%',
  '/%2',
  '/.',
  '/..',
  '/-',
  '/-/',
  '/-/nothing',
  '/up',
  '/up?a',
  '/UP/a',
  '/up%2Fa',
  '/%75p/a',
  '/-/../up/a',
  '/up/../-/healthy',
] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('path and query arrive as written', async ({ exchange }) => {
    for (const written of AS_WRITTEN) {
      const { seen } = await exchange({ target: `/up${written}` })
      assert.equal(seen.target, written)
    }
  })

  promises('an apostrophe in the query arrives as written', async ({ exchange }) => {
    assert.equal((await exchange({ target: "/up/a?q='x'" })).seen.target, "/a?q='x'")
  })

  promises('an apostrophe in the query arrives, written or escaped', async ({ exchange }) => {
    const { seen } = await exchange({ target: "/up/a?q='x'" })
    assert.ok(["/a?q='x'", '/a?q=%27x%27'].includes(seen.target), seen.target)
    assert.equal((await exchange({ target: '/up/a?q=%27x%27' })).seen.target, '/a?q=%27x%27')
  })

  promises('characters that URLs escape arrive, written or escaped', async ({ exchange }) => {
    for (const target of ['/up/{}"^<>|`', '/up/a?q={"a":[1,2]}&r=<x>|`^']) {
      const { seen } = await exchange({ target })
      assert.equal(decodeURIComponent(seen.target), target.slice('/up'.length))
    }
  })

  promises('the base’s own path and query stand in front', async ({ exchange }) => {
    const first = await exchange({ target: '/based/x%2Fy?a=1&a=2' })
    assert.equal(first.seen.target, '/base/path/x%2Fy?own=1&a=1&a=2')
    const second = await exchange({ target: '/based/x' })
    assert.equal(second.seen.target, '/base/path/x?own=1')
  })

  for (const dots of ESCAPES) {
    promises(`no path leaves its base: ${JSON.stringify(dots)}`, async ({ exchange }) => {
      const { received } = await exchange({ target: `/based/${dots}` })
      for (const { target } of received) {
        // Other doors may be meant by what a server resolved before us; the base of this one is never left.
        assert.match(target, /^\/base\/path(\/|\?)/)
        assert.doesNotMatch(decodeFully(target.split('?')[0] as string), /(^|[/\\])\.{1,2}([/\\;?\0\s]|$)/)
      }
    })
  }

  promises('a path that dots lead to another door is judged as that door', async ({ exchange }) => {
    const { answer, received } = await exchange({
      target: '/openai/../anthropic/v1/models',
      headers: { authorization: 'Bearer k' },
    })
    if (received.length === 0) assert.equal(answer.header('x-strait-error'), 'dot_segments')
    else
      assert.doesNotMatch(
        received[0]?.rawHead.toString('latin1') ?? '',
        /Bearer k/,
        'policy saw one door and forwarding another',
      )
  })

  promises('targets that nobody should send are never a 5xx', async ({ exchange, connect }) => {
    for (const target of NEVER_5XX) {
      const { answer, received } = await exchange({ target }).catch(async (error: unknown) => {
        // A server may close on what is no HTTP at all; then the next client is served as ever.
        using client = await connect()
        await client.send({ target: '/up/status/200' })
        assert.equal((await client.readResponse()).status, 200, `${JSON.stringify(target)}: ${error}`)
        return { answer: undefined, received: [] }
      })
      // 505 is what a server may say to a request line with too many words.
      const refused =
        answer === undefined || answer.status < 500 || (answer.status === 505 && /[\0- \x7f]/.test(target))
      assert.ok(refused, `${JSON.stringify(target)}: ${answer?.status}`)
      for (const one of received) assert.match(one.target, /^\/[\x21-\x7e]*$/, JSON.stringify(target))
    }
  })

  promises('fragments, spaces and control bytes never reach an upstream', async ({ exchange }) => {
    for (const target of ['/up/a#frag', '/up/a b', '/up/a\tb', '/up/a\x01b', '/up/a?q=a b', '/up/a?q=\x1f']) {
      const sent = await exchange({ target }).catch(() => undefined)
      assert.deepEqual(sent?.received.map((one) => one.target) ?? [], [], JSON.stringify(target))
    }
  })

  promises('a DEL byte never reaches an upstream', async ({ exchange }) => {
    const { answer, received } = await exchange({ target: '/up/a\x7fb' })
    assert.equal(answer.status, 400)
    assert.equal(received.length, 0)
  })

  promises('raw UTF-8 passes, is escaped, or is refused with 400', async ({ exchange }) => {
    for (const target of ['/up/\xc3\xbc', '/up/a?q=\xe2\x82\xac']) {
      const { answer, received } = await exchange({ target })
      if (received.length === 0) assert.equal(answer.status, 400)
      else assert.ok([target.slice(3), encodeURI(utf8(target.slice(3)))].includes(received[0]?.target ?? ''))
    }
  })
})

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

function decodeFully(path: string): string {
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return decoded === path ? path : decodeFully(decoded)
}
