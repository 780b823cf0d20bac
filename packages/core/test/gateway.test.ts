import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createAccessKeys,
  createGateway,
  type Gateway,
  type Plan,
  Secret,
  State,
  toTarget,
  type UpstreamRequest,
  utf8,
} from '../src/index.ts'
import {
  answer,
  doorTo,
  fakeRuntime,
  flowOf,
  handFlow,
  makePlan,
  makeRoute,
  makeTarget,
  records,
  request,
  type Upstream,
  until,
} from './harness.ts'

/** The gateway by itself: what goes in and out of `fetch`, with upstreams that are functions. */

/** Node's fetch wants `duplex` with a stream; its types know nothing of it. */
const streamed = (body: ReadableStream<Uint8Array>, init: RequestInit = {}): Request =>
  request(undefined, { method: 'POST', body, duplex: 'half', ...init } as RequestInit)

function built(upstream: Upstream, plan: Partial<Plan> = {}, target: Parameters<typeof makeTarget>[1] = {}) {
  const state = new State()
  const { observer, seen } = records()
  const route = makeRoute(toTarget(makeTarget(undefined, target)))
  const whole = makePlan({ matchers: [doorTo(route)], observers: [observer], ...plan })
  const gateway = createGateway(whole, fakeRuntime(upstream), state)
  /** Every exchange ends, gives back what it took and leaves no timer running. */
  const settled = async () => {
    await state.idle()
    assert.equal(state.inFlight, 0)
    assert.equal(state.deadlines.size, 0)
  }
  return { gateway, state, seen, settled }
}

/** What the upstream was sent. */
function recorder(upstream: Upstream = () => answer('{}')) {
  const sent: UpstreamRequest[] = []
  const record: Upstream = (upstreamRequest, cancel) => {
    sent.push(upstreamRequest)
    return upstream(upstreamRequest, cancel)
  }
  return { sent, record }
}

const names = (flat: readonly string[]) => flat.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
const code = (response: Response) => response.headers.get('x-strait-error')

function pushed() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let cancelled = false
  const stream = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made
    },
    cancel() {
      cancelled = true
    },
  })
  return {
    stream,
    push: (text: string) => controller?.enqueue(utf8(text)),
    close: () => controller?.close(),
    cancelled: () => cancelled,
  }
}

test('a streamed upload reaches the upstream chunk by chunk', async () => {
  const upload = pushed()
  const received: string[] = []
  const { gateway, settled } = built(async ({ body }) => {
    assert.equal(body.kind, 'stream')
    if (body.kind === 'stream') for await (const chunk of body.chunks) received.push(new TextDecoder().decode(chunk))
    return answer('{}')
  })
  const response = gateway.fetch(streamed(upload.stream))
  for (const text of ['one', 'two', 'three']) {
    upload.push(text)
    await until(() => received.includes(text))
  }
  upload.close()
  assert.equal((await response).status, 200)
  assert.deepEqual(received, ['one', 'two', 'three'])
  await settled()
})

test('an answer streams chunk by chunk, its head before its first byte', async () => {
  const flow = handFlow()
  const { gateway, seen, settled } = built(() => answer(flow, { headers: ['content-type', 'text/event-stream'] }))
  const response = await gateway.fetch(request())
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
    flow.sink.data(utf8(text))
    assert.deepEqual((await reader.read()).value, utf8(text))
  }
  flow.sink.end([])
  assert.equal((await reader.read()).done, true)
  await settled()
  assert.deepEqual([seen[0]?.ended, seen[0]?.bytesOut, seen[0]?.status], ['whole', 18, 200])
})

test('both directions flow at once', async () => {
  const upload = pushed()
  const flow = handFlow()
  const received: string[] = []
  async function receive({ body }: UpstreamRequest): Promise<void> {
    if (body.kind === 'stream') for await (const chunk of body.chunks) received.push(new TextDecoder().decode(chunk))
    received.push('end')
  }
  const { gateway, settled } = built((sent) => {
    void receive(sent)
    return answer(flow)
  })
  const response = await gateway.fetch(streamed(upload.stream))
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  flow.sink.data(utf8('down'))
  assert.deepEqual((await reader.read()).value, utf8('down'))
  upload.push('up')
  await until(() => received.includes('up'))
  upload.close()
  await until(() => received.includes('end'))
  flow.sink.end([])
  assert.equal((await reader.read()).done, true)
  await settled()
})

test('an answer that nobody reads holds its upstream back', async () => {
  const flow = handFlow()
  const { gateway, settled } = built(() => answer(flow))
  const response = await gateway.fetch(request())
  flow.sink.data(new Uint8Array(64 * 1024))
  assert.ok(flow.calls.includes('pause'))
  await response.body?.cancel()
  await settled()
})

test('cancelling the body of the response takes the upstream call with it', async () => {
  const flow = handFlow()
  const { gateway, seen, settled } = built(() => answer(flow))
  const response = await gateway.fetch(request())
  await response.body?.cancel('enough')
  assert.ok(flow.calls.includes('cancel'))
  await settled()
  assert.deepEqual([seen[0]?.ended, seen[0]?.error], ['client', 'client_gone'])
})

test('an upstream that dies in its body breaks the stream, never ends it', async () => {
  const { gateway, seen, settled } = built(() => answer(flowOf([utf8('half')], new Error('reset'))))
  const response = await gateway.fetch(request())
  await assert.rejects(response.text())
  await settled()
  assert.deepEqual([seen[0]?.ended, seen[0]?.error], ['upstream', 'upstream_cut'])
})

test('a client that leaves before the head takes the upstream call with it', async () => {
  const leaving = new AbortController()
  let gone = false
  let asked = false
  const { gateway, seen, settled } = built((_request, cancel) => {
    asked = true
    return new Promise((resolve) => {
      cancel.listen((cause) => {
        gone = true
        resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause })
      })
    })
  })
  const response = gateway.fetch(request(undefined, { signal: leaving.signal }))
  await until(() => asked)
  leaving.abort()
  assert.equal(code(await response), 'client_gone')
  assert.equal(gone, true)
  await settled()
  assert.deepEqual([seen[0]?.ended, seen[0]?.error, seen[0]?.stage], ['client', 'client_gone', 'send'])
})

test('a client that leaves while it is identified gets no upstream call', async () => {
  const leaving = new AbortController()
  const keys = {
    find: async () => {
      leaving.abort()
      return 'ci'
    },
  }
  const { gateway, seen, settled } = built(() => assert.fail('sent'), { keys })
  const asked = request(undefined, { signal: leaving.signal, headers: { authorization: 'Bearer ours' } })
  assert.equal(code(await gateway.fetch(asked)), 'client_gone')
  await settled()
  assert.equal(seen[0]?.ended, 'client')
})

test('a client that leaves in the middle of its upload breaks it', async () => {
  const leaving = new AbortController()
  const upload = pushed()
  let failure: unknown
  const { gateway, settled } = built(async ({ body }, cancel) => {
    try {
      if (body.kind === 'stream') for await (const _ of body.chunks) leaving.abort()
    } catch (error) {
      failure = error
    }
    return { kind: 'failed', code: 'client_gone', delivered: 'maybe', cause: cancel.reason }
  })
  const response = gateway.fetch(streamed(upload.stream, { signal: leaving.signal }))
  upload.push('one')
  assert.equal(code(await response), 'client_gone')
  assert.ok(failure instanceof Error)
  await settled()
})

test('a body over the bound is refused in the middle of its stream', async () => {
  const upload = pushed()
  const received: number[] = []
  const { gateway, seen, settled } = built(
    async ({ body }) => {
      try {
        if (body.kind === 'stream') for await (const chunk of body.chunks) received.push(chunk.length)
      } catch (cause) {
        return { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause }
      }
      return answer('{}')
    },
    { bounds: { ...makePlan().bounds, body: 8 } },
  )
  const response = gateway.fetch(streamed(upload.stream))
  upload.push('12345')
  await until(() => received.length === 1)
  upload.push('6789')
  const refused = await response
  assert.deepEqual([refused.status, code(refused)], [413, 'body_too_large'])
  assert.deepEqual(received, [5])
  await settled()
  assert.equal(upload.cancelled(), true)
  assert.deepEqual([seen[0]?.bytesIn, seen[0]?.attempts[0]?.error], [9, 'body_too_large'])
})

test('a body that stops arriving is timed out, and its upstream call ends', async () => {
  const upload = pushed()
  const { gateway, settled } = built(
    async ({ body }) => {
      try {
        if (body.kind === 'stream') for await (const _ of body.chunks);
      } catch (cause) {
        return { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause }
      }
      return answer('{}')
    },
    { bodyIdle: 1 },
  )
  const response = await gateway.fetch(streamed(upload.stream))
  assert.deepEqual([response.status, code(response)], [408, 'body_timeout'])
  await settled()
})

test('a key of ours opens in every carrier, and exactly that carrier ends here', async () => {
  const keys = await createAccessKeys([{ name: 'ci', key: 'ours' }])
  const others = { authorization: 'Bearer theirs', 'x-api-key': 'theirs', 'x-goog-api-key': 'theirs' }
  const rows: [headers: Record<string, string>, query: string, left: string[], target: string][] = [
    [{ authorization: 'Bearer ours' }, '', [], '/v1/x'],
    [{ 'x-api-key': 'ours' }, '', [], '/v1/x'],
    [{ 'api-key': 'ours' }, '', [], '/v1/x'],
    [{ 'x-goog-api-key': 'ours' }, '', [], '/v1/x'],
    [{ 'x-portkey-api-key': 'ours' }, '', [], '/v1/x'],
    [{}, '?alt=sse&key=ours&b=%2F', [], '/v1/x?alt=sse&b=%2F'],
    [{ ...others, 'api-key': 'ours' }, '?key=theirs', Object.keys(others), '/v1/x?key=theirs'],
    [{ ...others, authorization: 'Bearer ours' }, '', ['x-api-key', 'x-goog-api-key'], '/v1/x'],
  ]
  for (const [headers, query, left, target] of rows) {
    const { sent, record } = recorder()
    const { gateway, seen, settled } = built(record, { keys })
    const response = await gateway.fetch(request(`/openai/x${query}`, { headers: { ...headers, 'x-mine': '1' } }))
    assert.equal(response.status, 200)
    assert.deepEqual(names(sent[0]?.headers ?? []).sort(), [...left, 'x-mine'].sort())
    assert.equal(sent[0]?.target, target)
    await settled()
    assert.equal(seen[0]?.caller, 'ci')
  }
})

test('a key that Strait holds replaces whatever the caller sent', async () => {
  const { sent, record } = recorder()
  const credential = { kind: 'key', key: new Secret('held', 'test') } as const
  const drop = { headers: new Set(['authorization', 'x-api-key']), query: ['key'] }
  const { gateway, settled } = built(record, {}, { credential, drop })
  const headers = { authorization: 'Bearer theirs', 'x-api-key': 'theirs', 'x-mine': '1' }
  await gateway.fetch(request('/openai/x?key=theirs', { headers }))
  assert.deepEqual(sent[0]?.headers, ['x-mine', '1', 'authorization', 'Bearer held'])
  assert.equal(sent[0]?.target, '/v1/x')
  await settled()
})

test('a caller without a key is refused in the words of its SDK', async () => {
  const keys = await createAccessKeys([{ name: 'ci', key: 'ours' }])
  const { gateway } = built(() => assert.fail('sent'), { keys, matchers: [] })
  const rows: [path: string, headers: Record<string, string>, shape: RegExp][] = [
    ['/v1/chat/completions', {}, /^\{"error":\{"message":".*","type":"authentication_error"/],
    [
      '/v1/messages',
      { 'anthropic-version': '2023-06-01' },
      /^\{"type":"error","error":\{"type":"authentication_error"/,
    ],
    ['/v1beta/models/gemini-2.5-flash:generateContent', {}, /^\{"error":\{"code":401,.*"status":"UNAUTHENTICATED"/],
    ['/elsewhere', {}, /^\{"error":\{"code":"key_missing"/],
  ]
  for (const [path, headers, shape] of rows) {
    const refused = await gateway.fetch(request(path, { method: 'POST', headers }))
    assert.deepEqual([refused.status, code(refused)], [401, 'key_missing'])
    assert.match(await refused.text(), shape)
  }
  const wrong = await gateway.fetch(request('/v1/chat/completions', { headers: { authorization: 'Bearer no' } }))
  assert.equal(code(wrong), 'key_invalid')
})

test('refusals say what to do, and carry our code and the id of the record', async () => {
  const nearest = (path: string) => (path.startsWith('/opnai') ? '/openai' : undefined)
  const once = makeRoute(() => assert.fail('sent'), { methods: new Set(['GET', 'HEAD']) })
  const bounds = { ...makePlan().bounds, concurrency: 0 }
  const rows: [
    plan: Partial<Plan>,
    asked: Request,
    status: number,
    code: string,
    also: (refused: Response) => unknown,
  ][] = [
    [
      { nearest },
      request('/opnai/v1'),
      404,
      'no_route',
      async (refused) => assert.match(await refused.text(), /\/openai\?/),
    ],
    [
      { matchers: [doorTo(once)] },
      request('/openai/x', { method: 'DELETE' }),
      405,
      'method_not_allowed',
      (refused) => assert.equal(refused.headers.get('allow'), 'GET, HEAD'),
    ],
    [
      {},
      new Request('http://evil.example/openai/x'),
      403,
      'host_not_allowed',
      async (refused) => assert.match(await refused.text(), /allow_hosts/),
    ],
    [{ bounds }, request(), 503, 'overloaded', (refused) => assert.equal(refused.headers.get('retry-after'), '1')],
  ]
  for (const [plan, asked, status, expected, also] of rows) {
    const { gateway, seen, settled } = built(() => assert.fail('sent'), plan)
    const refused = await gateway.fetch(asked)
    assert.deepEqual([refused.status, code(refused)], [status, expected])
    await also(refused)
    await settled()
    assert.deepEqual([seen[0]?.error, seen[0]?.status, seen[0]?.ended], [expected, status, 'strait'])
    assert.equal(refused.headers.get('x-strait-request-id'), seen[0]?.id)
  }
})

test('an upgrade is refused, not stripped', async () => {
  const { gateway, settled } = built(() => assert.fail('sent'))
  const headers = { connection: 'Upgrade', upgrade: 'websocket' }
  const refused = await gateway.fetch(request('/openai/realtime', { headers }))
  assert.deepEqual([refused.status, code(refused)], [501, 'upgrade_unsupported'])
  await settled()
})

test('an instance that leaves turns new requests away and ends those under way', async () => {
  const flow = handFlow()
  const { gateway, state, settled } = built(() => answer(flow))
  const underWay = await gateway.fetch(request())
  state.draining = true
  const refused = await gateway.fetch(request())
  assert.deepEqual([refused.status, code(refused), refused.headers.get('retry-after')], [503, 'draining', '1'])
  flow.sink.data(utf8('whole'))
  flow.sink.end([])
  assert.equal(await underWay.text(), 'whole')
  await settled()
})

test('a failing upstream is a 502 or 504 in the caller’s dialect, without addresses', async () => {
  const rows: [upstream: Upstream, status: number, code: string, ended: string][] = [
    [() => failed('upstream_refused'), 502, 'upstream_refused', 'upstream'],
    [() => failed('upstream_unresolved'), 502, 'upstream_unresolved', 'upstream'],
    [() => failed('upstream_tls'), 502, 'upstream_tls', 'upstream'],
    [() => failed('upstream_reset'), 502, 'upstream_reset', 'upstream'],
    [() => failed('connect_timeout'), 504, 'connect_timeout', 'strait'],
    [() => failed('tls_timeout'), 504, 'tls_timeout', 'strait'],
    [
      (_request, cancel) =>
        new Promise((resolve) => {
          cancel.listen(() => resolve(failed('client_gone')))
        }),
      504,
      'first_byte_timeout',
      'strait',
    ],
  ]
  for (const [upstream, status, expected, ended] of rows) {
    const { gateway, seen, settled } = built(
      upstream,
      {},
      { timeouts: { connect: 0, continue: 0, firstByte: 1, idle: 0, total: 0 } },
    )
    const refused = await gateway.fetch(request())
    assert.deepEqual([refused.status, code(refused)], [status, expected])
    const text = await refused.text()
    assert.equal(JSON.parse(text).error.code, expected)
    assert.equal(text.includes('10.0.0.5'), false)
    await settled()
    assert.deepEqual([seen[0]?.ended, seen[0]?.attempts[0]?.error], [ended, expected])
  }
})

function failed(
  expected:
    | 'upstream_refused'
    | 'upstream_unresolved'
    | 'upstream_tls'
    | 'upstream_reset'
    | 'connect_timeout'
    | 'tls_timeout'
    | 'client_gone',
) {
  return { kind: 'failed', code: expected, delivered: 'maybe', cause: new Error('connect 10.0.0.5:443') } as const
}

test('an error of our own is a 500 that tells nothing, and the record has the cause', async () => {
  const cause = new Error('a bug at /srv/strait')
  const broken = makeRoute(() => {
    throw cause
  })
  const { gateway, seen, settled } = built(() => assert.fail('sent'), { matchers: [doorTo(broken)] })
  const refused = await gateway.fetch(request())
  assert.deepEqual([refused.status, code(refused)], [500, 'internal'])
  assert.equal((await refused.text()).includes('/srv'), false)
  await settled()
  assert.equal(seen[0]?.cause, cause)
})

test('HEAD and the statuses without a body keep their headers and have none', async () => {
  const headers = ['content-length', '5', 'etag', '"x"']
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 205],
    ['GET', 304],
  ] as const) {
    const { gateway, settled } = built(() => answer('bytes', { status, headers }))
    const response = await gateway.fetch(request(undefined, { method }))
    assert.equal(response.status, status)
    assert.equal(response.headers.get('etag'), '"x"')
    assert.equal((await response.arrayBuffer()).byteLength, 0)
    await settled()
  }
  const { gateway } = built(() => assert.fail('sent'))
  const refused = await gateway.fetch(request('/nowhere', { method: 'HEAD' }))
  assert.deepEqual([refused.status, await refused.text()], [404, ''])
})

test('an answer that Fetch can not say is a 502, and its upstream is let go', async () => {
  const flow = handFlow()
  const { gateway, settled } = built(() => answer(flow, { headers: ['x-odd', 'a\u0000b'] }))
  const response = await gateway.fetch(request())
  assert.deepEqual([response.status, code(response)], [502, 'upstream_malformed'])
  assert.ok(flow.calls.includes('cancel'))
  await settled()
})

test('a tracer, an observer and an undo that throw disturb no answer', async () => {
  const broken = () => {
    throw new Error('broken')
  }
  const begin = () => ({ traceId: 't', attempt: broken, firstByte: broken, end: broken })
  const taking = {
    name: 'taking',
    check: ({ undo }: { undo: (() => void)[] }) => {
      undo.push(broken)
      return { kind: 'allow' } as const
    },
  }
  const plan = { tracer: { begin }, observers: [{ name: 'broken', record: broken }], rules: [taking] }
  const { gateway, settled } = built(() => answer(flowOf([utf8('fine')])), plan)
  const response = await gateway.fetch(request())
  assert.equal(await response.text(), 'fine')
  await settled()
})

test('a request of a server without framing has a body only if bytes come', async () => {
  const bodies = async (gateway: Gateway, chunks: string[]) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const text of chunks) controller.enqueue(utf8(text))
        controller.close()
      },
    })
    return gateway.fetch(streamed(body, { headers: { host: 'localhost' } }))
  }
  const { sent, record } = recorder(async ({ body }) => {
    let text = ''
    if (body.kind === 'stream') for await (const chunk of body.chunks) text += new TextDecoder().decode(chunk)
    return answer(text)
  })
  const { gateway, settled } = built(record)
  assert.equal(await (await bodies(gateway, [])).text(), '')
  assert.equal(await (await bodies(gateway, ['one', 'two'])).text(), 'onetwo')
  assert.deepEqual(
    sent.map(({ body }) => body.kind),
    new Request('http://localhost', { headers: { host: 'x' } }).headers.has('host')
      ? ['none', 'stream']
      : ['stream', 'stream'],
  )
  await settled()
})
