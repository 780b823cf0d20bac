import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadForTest } from './load-for-test.ts'

type Expected = readonly [place: string, path: string, message: RegExp, hint?: RegExp]

/** What a user writes by mistake → every problem, in the order of the file: line:column, path, message, hint. */
const mistakes: Readonly<Record<string, readonly Expected[]>> = {
  // Unknown members
  'timeout: 5s\n': [['1:1', 'timeout', /no member "timeout"/, /write timeouts/]],
  'provider: {}\n': [['1:1', 'provider', /no member/, /write providers/]],
  'weather: 1\n': [['1:1', 'weather', /no member/]],
  'port: 80\nhost: x\n': [
    ['1:1', 'port', /no member/, /listen: 127/],
    ['2:1', 'host', /no member/, /listen: HOST/],
  ],
  'include: [a]\nstore: x\nlimits: {}\n': [
    ['1:11', 'include[0]', /can't be read/],
    ['2:1', 'store', /not part of this version/],
    ['3:1', 'limits', /not part of this version/],
  ],
  'providers:\n  openai: { api_key: a, baseUrl: "https://x", budget: 1 }\n': [
    ['2:13', 'providers.openai.api_key', /no member "api_key"/, /write key/],
    ['2:25', 'providers.openai.baseUrl', /no member/, /write url/],
    ['2:47', 'providers.openai.budget', /not part of this version/],
  ],
  'bounds: { max_body_size: 1MB }\n': [['1:11', 'bounds.max_body_size', /no member/, /write body/]],
  'timeouts: { keep_alive: 5s, conect: 1s }\n': [
    ['1:13', 'timeouts.keep_alive', /no member/, /client: \{ keep_alive/],
    ['1:29', 'timeouts.conect', /no member/, /write connect/],
  ],
  // Wrong values
  'timeouts: { connect: 5 s, idle: 30 }\n': [
    ['1:22', 'timeouts.connect', /wrong value/, /write 5s/],
    ['1:33', 'timeouts.idle', /no unit/, /write 30s/],
  ],
  'listen: 8787x\n': [['1:9', 'listen', /wrong value/, /add a port/]],
  'listen: :8787\n': [['1:9', 'listen', /wrong value/, /127\.0\.0\.1:8787/]],
  'listen: http://a:1\n': [['1:9', 'listen', /wrong value/, /write a:1/]],
  'listen: 70000\n': [['1:9', 'listen', /0 to 65535/]],
  'listen: [1, { address: 2 }, 127.0.0.1:1]\n': [['1:29', 'listen[2]', /listen\[0\] has this address/]],
  'listen: [{ tls: { cert: a } }]\n': [
    ['1:10', 'listen[0]', /address is missing/],
    ['1:12', 'listen[0].tls', /key is missing/],
  ],
  'listen: [{ address: 1, tls: { cert: gone.pem, key: key } }]\n': [
    ['1:37', 'listen[0].tls.cert', /can't be read: there is no such file/, /beside the config/],
    ['1:52', 'listen[0].tls.key', /no private key in PEM/],
  ],
  'listen: [{ address: 1, doors: [providres] }]\n': [['1:32', 'listen[0].doors[0]', /wrong value/, /write providers/]],
  'allow_anonymous: yes\n': [['1:18', 'allow_anonymous', /wrong value/, /write true/]],
  'log: INFO\n': [['1:6', 'log', /wrong value/, /write info/]],
  'log: { level: warning }\n': [['1:15', 'log.level', /wrong value/, /write warn/]],
  'forwarded: false\n': [['1:12', 'forwarded', /wrong value/, /write off/]],
  'bounds: { headers: "5", head: 64 }\n': [
    ['1:20', 'bounds.headers', /wrong value/, /without quotes/],
    ['1:31', 'bounds.head', /no unit/, /64B/],
  ],
  'drain: 30\n': [['1:8', 'drain', /no unit/, /write 30s/]],
  'telemetry: { otlp: "localhost:4318", sample: 2 }\n': [
    ['1:20', 'telemetry.otlp', /whole URL/, /https?:\/\//],
    ['1:46', 'telemetry.sample', /from 0 to 1/],
  ],
  'cors: { origins: ["https://a/"] }\n': [['1:19', 'cors.origins[0]', /no path/, /without a slash/]],
  'cors: { origins: "*", credentials: true }\n': [['1:36', 'cors.credentials', /can't go with/, /list the origins/]],
  'trusted_proxies: [10.0.0.0/33, my-proxy]\n': [
    ['1:19', 'trusted_proxies[0]', /length/],
    ['1:32', 'trusted_proxies[1]', /it is a name/],
  ],
  'egress: { allow: ["http://x"] }\n': [['1:19', 'egress.allow[0]', /URL/, /host name alone/]],
  'transport: http\n': [['1:12', 'transport', /wrong value/]],
  'transport: fetch\nproviders: { a: { url: "https://a", tls: { ca: cert.pem } }, b: { url: "https://b" } }\n': [
    ['2:37', 'providers.a.tls', /transport: fetch/, /transport: wire/],
  ],
  'transport: fetch\negress: { proxy: "http://proxy:3128" }\n': [
    ['2:11', 'egress.proxy', /transport: fetch/, /transport: wire/],
  ],
  'allow_hosts: ["*"]\n': [['1:15', 'allow_hosts[0]', /any web page/]],
  'access:\n': [['1:1', 'access', /empty/]],
  'access: { keys: [] }\n': [['1:11', 'access.keys', /nobody could call/, /STRAIT_KEY/]],
  'access: { keys: [{ name: a, key: k1 }, { name: a, key: k1 }, { key: k2 }] }\n': [
    ['1:48', 'access.keys[1].name', /has this name already/],
    ['1:56', 'access.keys[1].key', /has this key already/],
    ['1:62', 'access.keys[2]', /name is missing/],
  ],
  '- a\n': [['1:1', '', /no map/]],
  'hello\n': [['1:1', '', /no map/]],
  // Providers
  'providers: { openai: { type: opnai } }\n': [['1:30', 'providers.openai.type', /wrong value/, /write openai/]],
  'providers: { opnai: {} }\n': [['1:14', 'providers.opnai', /no built-in provider/, /did you mean openai/]],
  'providers: { azure: { key: a } }\n': [['1:14', 'providers.azure', /url is missing/, /openai\.azure\.com/]],
  'providers: { bedrock: {} }\n': [['1:14', 'providers.bedrock', /without a region/, /region/]],
  'providers: { "-": {}, echo: {}, "a/b": {} }\n': [
    ['1:14', 'providers.-', /Strait's own/],
    ['1:23', 'providers.echo', /built in/, /echo: true/],
    ['1:33', 'providers."a/b"', /first segment/],
  ],
  'providers: { a: { url: "https://u:p@h/" }, b: { url: "ftp://h" }, c: { url: "https://h/#x" } }\n': [
    ['1:24', 'providers.a.url', /user or password/],
    ['1:54', 'providers.b.url', /only http and https/],
    ['1:77', 'providers.c.url', /fragment/],
  ],
  'providers: { openai: { key: $OPENAI_API_KEY } }\n': [
    ['1:29', 'providers.openai.key', /name of a variable/, /"\$\{OPENAI_API_KEY\}"/],
  ],
  'providers: { openai: { key: os.environ/OPENAI_API_KEY } }\n': [
    ['1:29', 'providers.openai.key', /name of a variable/, /"\$\{OPENAI_API_KEY\}"/],
  ],
  'providers: { openai: { key: } }\n': [['1:24', 'providers.openai.key', /empty/]],
  'providers: { openai: { key: 12345 } }\n': [['1:29', 'providers.openai.key', /wrong value/, /in quotes/]],
  'providers: { openai: { key: "${BROKEN}" } }\n': [['1:29', 'providers.openai.key', /line break/, /env BROKEN/]],
  'providers: { openai: { region: a, aws: { access_key_id: a } } }\n': [
    ['1:24', 'providers.openai.region', /means nothing/, /bedrock/],
    ['1:35', 'providers.openai.aws', /secret_access_key is missing/],
    ['1:35', 'providers.openai.aws', /means nothing/, /bedrock/],
  ],
  'providers: { bedrock: { region: US_EAST, regions: [a] } }\n': [
    ['1:33', 'providers.bedrock.region', /small letters/],
    ['1:33', 'providers.bedrock.region', /not among regions/],
  ],
  'providers: { openai: { tls: { cert: cert.pem } } }\n': [['1:31', 'providers.openai.tls', /cert stands without key/]],
  'providers: [openai]\n': [['1:12', 'providers', /wrong value/]],
  // Header rules
  'headers: { set: { a: b } }\n': [['1:12', 'headers.set', /no member "set"/, /request: \{ set/]],
  'headers: { request: { authorization: a } }\n': [
    ['1:23', 'headers.request.authorization', /no member/, /set, add or remove/],
  ],
  'headers: { request: { set: { a: b } }, c: d }\n': [['1:40', 'headers.c', /no member/, /request: \{ set/]],
  'headers: { Host: a, x-strait-b: c, "d e": f, Connection: g, h: 1, i: "j\\nk" }\n': [
    ['1:12', 'headers.Host', /host header follows/, /url/],
    ['1:21', 'headers.x-strait-b', /Strait's own/],
    ['1:36', 'headers."d e"', /header name/],
    ['1:46', 'headers.Connection', /belongs to the connection/],
    ['1:64', 'headers.h', /wrong value/, /in quotes/],
    ['1:70', 'headers.i', /line break/],
  ],
  // Routes
  'routes: [{ path: /a, to: { provider: opnai } }]\n': [
    ['1:38', 'routes[0].to.provider', /no such provider/, /write openai/],
  ],
  'routes: [{ path: /a, to: { provider: azure } }]\n': [
    ['1:38', 'routes[0].to.provider', /no such provider/, /under providers/],
  ],
  'routes: [{ path: /a, to: { strategy: fallback, targets: [] } }]\n': [
    ['1:48', 'routes[0].to.targets', /no target in it/, /add one/],
  ],
  'routes: [{ path: /a, to: { url: "http://x", provider: openai } }]\n': [
    ['1:28', 'routes[0].to.url', /both url and provider/],
  ],
  'routes: [{ path: /a, to: { base_url: "http://x" } }]\n': [
    ['1:28', 'routes[0].to.base_url', /no member/, /write url/],
  ],
  'routes: [{ path: /a }]\n': [['1:10', 'routes[0]', /to is missing/, /provider/]],
  'routes: [{ path: a, to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /begins with/, /write \/a/]],
  'routes: [{ path: "/a?b=c", to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /query/, /condition/]],
  'routes: [{ path: "/a/{id}", to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /do not exist/, /\*/]],
  'routes: [{ path: "/a/:id", to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /do not exist/, /\*/]],
  'routes: [{ path: "/a/**", to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /wrong value/, /one \*/]],
  'routes: [{ path: /-/x, to: { provider: openai } }]\n': [['1:18', 'routes[0].path', /Strait's own/]],
  'routes: [{ path: /a, methods: [post], to: { provider: openai } }]\n': [
    ['1:32', 'routes[0].methods[0]', /case/, /capital/],
  ],
  'routes: [{ path: /a, to: { provider: openai, path: "/x/{rest}" } }]\n': [
    ['1:52', 'routes[0].to.path', /has no \*/, /\{path\}/],
  ],
  'routes: [{ path: /a/*, to: { provider: openai, path: "/x/*" } }, { path: /b/*, to: { provider: openai, path: "/{id}" } }]\n':
    [['1:110', 'routes[1].to.path', /\{rest\}, \{path\} and \{unversioned\}/]],
  'routes: [{ path: /a, headers: { x: { regex: "(" }, y: false }, to: { provider: openai } }]\n': [
    ['1:45', 'routes[0].headers.x.regex', /not valid/],
    ['1:55', 'routes[0].headers.y', /does not exist/],
  ],
  'routes: [{ path: /a, set_headers: { a: b }, to: { provider: openai } }]\n': [
    ['1:22', 'routes[0].set_headers', /no member/, /to: \{/],
  ],
  'routes:\n  - { name: a, path: /a, to: { provider: openai } }\n  - { name: a, path: /b, to: { provider: openai } }\n':
    [['3:13', 'routes[1].name', /routes\[0\] has this name/]],
  'routes:\n  - { path: /a, methods: [GET, POST], headers: { X: a }, to: { provider: openai } }\n  - { path: /a, methods: [POST, GET], headers: { x: a }, to: { provider: groq } }\n':
    [['3:13', 'routes[1]', /never reached/, /condition/]],
  // References
  'providers: { openai: { key: "${NOPE}" } }\n': [['1:30', 'providers.openai.key', /NOPE is not set/, /export NOPE/]],
  'providers: { openai: { key: "a${NOPE}b${EMPTY}" } }\n': [
    ['1:31', 'providers.openai.key', /NOPE is not set/],
    ['1:39', 'providers.openai.key', /EMPTY is set, but empty/],
  ],
  'providers: { openai: { key: "${file:gone}" } }\n': [['1:30', 'providers.openai.key', /gone can't be read/]],
  'listen: "${NOPE}"\n': [['1:10', 'listen', /NOPE is not set/]],
  // YAML
  'providers:\n  openai: { key: ${OPENAI_API_KEY} }\n': [['2:18', '', /needs quotes/, /"\$\{OPENAI_API_KEY\}"/]],
  'log: info\nlog: warning\n': [
    ['2:1', '', /log stands here twice/, /keep one/],
    ['2:6', 'log', /wrong value/, /write warn/],
  ],
  'providers:\n\topenai: {}\n': [['2:1', '', /tab/, /blanks/]],
  'listen: 127.0.0.1: 8787\n': [['1:9', '', /second ": "/, /quotes/]],
  'listen:8787\nproviders: {}\n': [['1:1', '', /blank is missing/]],
  'log: "info\ndrain: 1s\n': [['1:6', '', /quote is not closed/]],
  'providers: { openai: {}\nlog: info\n': [['2:1', '', /not closed/]],
  'bounds:\n   head: 1kB\n  body: 1kB\n': [['3:1', '', /indented/]],
  'routes: [{ path: *, to: { provider: openai } }]\n': [['1:18', '', /alias/, /quotes/]],
  'log: *level\n': [['1:6', 'log', /no anchor/, /quotes/]],
  'log: @info\n': [['1:6', '', /can't begin with @/, /quotes/]],
  'log: !secret info\n': [['1:6', '', /tags/]],
  'log: info\n---\nlog: info\n': [['2:1', '', /second document/]],
  'x-a: &a [*a]\n': [['1:10', 'x-a[0][0]', /contains itself/]],
  '? { a: 1 }\n: 2\n': [['1:3', '', /can't be a name/]],
  'providers: { __proto__: {} }\n': [['1:14', 'providers', /can't be a name/]],
}

for (const [text, expected] of Object.entries(mistakes)) {
  test(`loadConfig() explains ${JSON.stringify(text)}`, async () => {
    const loaded = await loadForTest(text)
    assert.equal(loaded.kind, 'invalid')
    const found = loaded.problems.map(({ line, column, path }) => [`${line}:${column}`, path])
    assert.deepEqual(
      found,
      expected.map(([place, path]) => [place, path]),
    )
    loaded.problems.forEach((problem, i) => {
      const [, , message, hint] = expected[i] as Expected
      assert.match(problem.message, message)
      if (hint !== undefined) assert.match(problem.hint ?? '', hint)
      assert.equal(problem.file, '/etc/strait/strait.yaml')
    })
  })
}

test('loadConfig() refuses aliases that multiply', async () => {
  const levels = Array.from({ length: 12 }, (_, i) => `x-${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`)
  const loaded = await loadForTest(`x-0: &a0 [1, 2, 3]\n${levels.join('\n')}\n`)
  assert.equal(loaded.kind, 'invalid')
  assert.match(loaded.problems[0]?.message ?? '', /too many values/)
})
