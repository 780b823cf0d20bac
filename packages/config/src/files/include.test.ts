import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { type Loaded, loadConfig } from '../load.ts'

type Files = Readonly<Record<string, string>>

async function load(main: string, files: Files = {}): Promise<Loaded> {
  return await loadConfig({
    text: main,
    source: '/etc/strait.yaml',
    env: (name) => (name === 'KEY' ? 'from-env' : undefined),
    readFile: (path) => {
      const text = files[path]
      return text === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text }
    },
  })
}

function ok(result: Loaded): Extract<Loaded, { kind: 'ok' }> {
  assert.equal(result.kind, 'ok', told(result).join('\n'))
  return result as Extract<Loaded, { kind: 'ok' }>
}

function told(result: Loaded): string[] {
  const problems = result.kind === 'ok' ? result.warnings : result.problems
  return problems.map(({ file, line, column, path, message }) => `${file}:${line}:${column} ${path}: ${message}`)
}

test('include brings providers, routes and keys together; the rest of the main file wins', async () => {
  const { config, files } = ok(
    await load(
      'include: [a.yaml, ./sub/b.json]\nlog: warn\nproviders: { one: { url: "https://one" } }\nroutes: [{ path: /1, to: { url: "https://1" } }]\n',
      {
        '/etc/a.yaml':
          'log: debug\ndrain: 5s\nproviders: { two: { url: "https://two", key: "${KEY}" } }\naccess: { keys: [{ name: a, key: key-a }] }\n',
        '/etc/sub/b.json':
          '{"routes":[{"path":"/2","to":{"provider":"two"}}],"access":{"keys":[{"name":"b","key":"key-b"}]}}',
      },
    ),
  )
  assert.deepEqual(Object.keys(config.providers), ['one', 'two'])
  assert.equal(config.providers['two']?.key?.reveal(), 'from-env')
  assert.deepEqual(
    config.routes.map(({ path }) => path),
    ['/1', '/2'],
  )
  assert.deepEqual(
    config.access?.keys.map(({ name, key }) => [name, key.reveal()]),
    [
      ['a', 'key-a'],
      ['b', 'key-b'],
    ],
  )
  assert.deepEqual([config.log.level, config.drain], ['warn', 5000])
  assert.deepEqual(files, ['/etc/a.yaml', '/etc/sub/b.json'])
})

test('paths in an included file are looked for beside it, and watched', async () => {
  const { config, files } = ok(
    await load('include: sub/a.yaml', {
      '/etc/sub/a.yaml': 'include: [b.yaml]\nproviders: { openai: { key: "${file:key}" } }',
      '/etc/sub/b.yaml': 'providers: { x: { url: "https://x", tls: { ca: ca.pem } } }',
      '/etc/sub/key': 'sk-of-file',
      '/etc/sub/ca.pem': '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
    }),
  )
  assert.equal(config.providers['openai']?.key?.reveal(), 'sk-of-file')
  assert.match(config.providers['x']?.tls?.ca ?? '', /BEGIN CERTIFICATE/)
  assert.deepEqual([...files].sort(), ['/etc/sub/a.yaml', '/etc/sub/b.yaml', '/etc/sub/ca.pem', '/etc/sub/key'])
})

test('what is wrong is told in the file where it stands', async () => {
  const rows: [main: string, files: Files, lines: string[]][] = [
    ['include: [gone.yaml]', {}, ["/etc/strait.yaml:1:11 include[0]: the file can't be read: there is no such file"]],
    ['include: 3', {}, ['/etc/strait.yaml:1:10 include: wrong value']],
    [
      'include: a.yaml',
      { '/etc/a.yaml': 'include: { x: y }' },
      ['/etc/a.yaml:1:10 include: include takes the path of a file, or a list of them'],
    ],
    ['include: a.yaml', { '/etc/a.yaml': '[1]' }, ['/etc/a.yaml:1:1 : the file is no map of names and values']],
    [
      'include: a.yaml',
      { '/etc/a.yaml': '\nproviders: { x: { url: "https://x", ulr: y } }' },
      ['/etc/a.yaml:2:37 providers.x.ulr: a provider has no member "ulr"'],
    ],
    [
      'include: a.yaml\nroutes: []',
      { '/etc/a.yaml': 'routes:\n  - { path: x, to: { url: "https://x" } }' },
      ['/etc/a.yaml:2:13 routes[0].path: a path begins with /'],
    ],
    [
      'include: a.yaml',
      { '/etc/a.yaml': 'providers: { openai: { key: "${GONE}" } }' },
      ['/etc/a.yaml:1:30 providers.openai.key: the environment variable GONE is not set'],
    ],
    [
      'include: a.yaml',
      { '/etc/a.yaml': 'providers: { x: { url: "https://x", tls: { ca: no.pem } } }' },
      ["/etc/a.yaml:1:48 providers.x.tls.ca: the file can't be read: there is no such file"],
    ],
    [
      'include: a.yaml\nproviders: { x: { url: "https://1" } }',
      { '/etc/a.yaml': 'providers: { x: { url: "https://2" } }' },
      ['/etc/a.yaml:1:14 providers.x: it is defined by providers.x of /etc/strait.yaml already'],
    ],
    [
      'include: [a.yaml, b.yaml]',
      { '/etc/a.yaml': 'drain: 1s', '/etc/b.yaml': 'drain: 2s' },
      ['/etc/b.yaml:1:1 drain: it is defined by drain of /etc/a.yaml already'],
    ],
    [
      'include: a.yaml\naccess: { keys: [{ name: x, key: k1 }] }',
      { '/etc/a.yaml': 'access: { keys: [{ name: x, key: k2 }] }' },
      ['/etc/a.yaml:1:26 access.keys[0].name: access.keys[0] of /etc/strait.yaml has this name already'],
    ],
    [
      'include: a.yaml\nroutes: [{ path: /x, to: { url: "https://1" } }]',
      { '/etc/a.yaml': 'routes: [{ path: /x, to: { url: "https://2" } }]' },
      [
        '/etc/a.yaml:1:18 routes[0]: routes[0] of /etc/strait.yaml has the same path and conditions, so this route is never reached',
      ],
    ],
    ['include: a.yaml\nlog: x', { '/etc/a.yaml': 'a: "b' }, ['/etc/a.yaml:1:4 : a quote is not closed']],
  ]
  for (const [main, files, lines] of rows) assert.deepEqual(told(await load(main, files)), lines, main)
})

test('circles and depths end', async () => {
  const circle = await load('include: a.yaml', {
    '/etc/a.yaml': 'include: sub/../b.yaml',
    '/etc/b.yaml': 'include: ./strait.yaml',
  })
  assert.deepEqual(told(circle), ['/etc/b.yaml:1:10 include: ./strait.yaml includes itself'])
  assert.equal(
    circle.kind === 'invalid' && circle.problems[0]?.hint,
    '/etc/strait.yaml → /etc/a.yaml → /etc/b.yaml → /etc/strait.yaml',
  )
  const deep = (levels: number) =>
    Object.fromEntries(
      Array.from({ length: levels }, (_, i) => [
        `/etc/${i}.yaml`,
        i + 1 < levels ? `include: ${i + 1}.yaml` : 'log: warn',
      ]),
    )
  assert.equal((await load('include: 0.yaml', deep(8))).kind, 'ok')
  assert.match(told(await load('include: 0.yaml', deep(9)))[0] ?? '', /8 deep at most/)
})

test('a file that two include is read once', async () => {
  const files = {
    '/etc/a.yaml': 'include: c.yaml',
    '/etc/b.yaml': 'include: c.yaml',
    '/etc/c.yaml': 'providers: { x: { url: "https://x" } }',
  }
  assert.deepEqual(Object.keys(ok(await load('include: [a.yaml, b.yaml]', files)).config.providers), ['x'])
})

test('access in an included file locks the whole', async () => {
  const files = { '/etc/litellm.yaml': 'general_settings: { master_key: sk-1 }\nmodel_list: []' }
  const { config, foreign } = ok(await load('include: litellm.yaml\nproviders: { openai: { key: sk-2 } }', files))
  assert.deepEqual(
    config.access?.keys.map(({ key }) => key instanceof Secret && key.reveal()),
    ['sk-1'],
  )
  assert.deepEqual(foreign, [{ file: '/etc/litellm.yaml', title: "LiteLLM's config" }])
})

test('accept_unenforced lists what may be left unlocked, and a name too many is a warning', async () => {
  const files = { '/etc/litellm.yaml': 'litellm_settings: { max_budget: 3 }' }
  assert.match(
    told(await load('include: litellm.yaml', files))[0] ?? '',
    /^\/etc\/litellm.yaml:1:33 .*max_budget restricts/,
  )
  const accepted = ok(await load('include: litellm.yaml\naccept_unenforced: [max_budget, max_bugdet]', files))
  assert.deepEqual(told(accepted), [
    '/etc/strait.yaml:2:33 accept_unenforced[1]: no included file has a setting of this name that is not enforced',
    '/etc/litellm.yaml:1:33 litellm_settings.max_budget: max_budget is not enforced, and accepted: calls go on when it is used up',
  ])
  assert.equal(accepted.warnings[0]?.hint, 'write max_budget')
})
