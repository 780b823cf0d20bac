import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { assertNoSecret, runApp } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, runtimes } from '../suite.ts'

const everything = (provider: string) => ({ provider, allowed_models: ['*'], key_ids: ['*'], weight: 1 })

/** A config.json of Bifrost with the providers of its passthrough page, in the hands of the test's upstream. */
const config = ({ url }: { url: string }) => `{
	"$schema": "https://www.getbifrost.ai/schema",
	"client": { "enforce_auth_on_inference": true, "enable_logging": true, "max_request_body_size_mb": 1 },
	"governance": {
		"virtual_keys": [
			{
				"id": "vk-team", "name": "team", "value": "env.BF_VK_TEAM", "is_active": true,
				"provider_configs": ${JSON.stringify(['openai', 'azure'].map(everything))}
			},
			{ "id": "vk-ops", "name": "ops", "value": "env.BF_VK_OPS", "allow_all_providers": true },
			{ "id": "vk-old", "name": "old", "value": "sk-bf-inactive", "is_active": false, "allow_all_providers": true }
		]
	},
	"plugins": [{ "name": "otel", "enabled": true, "config": { "collector_url": "http://127.0.0.1:1" } }],
	"providers": {
		"openai": {
			"keys": [
				{ "name": "off", "value": "env.NOT_SET", "models": ["*"], "enabled": false },
				{ "name": "light", "value": "env.BF_LIGHT", "models": ["*"], "weight": 0.5 },
				{ "name": "heavy", "value": "env.BF_OPENAI", "models": ["*"], "weight": 1.5 }
			],
			"network_config": { "base_url": "${url}", "extra_headers": { "x-team": "blue" } }
		},
		"azure": {
			"keys": [
				{
					"name": "eu", "value": "env.BF_AZURE", "models": ["*"], "weight": 1, "aliases": { "gpt-4o": "prod-4o" },
					"azure_key_config": { "endpoint": "${url}", "api_version": "2024-10-21" }
				}
			]
		},
		"gemini": { "keys": [{ "value": "env.BF_GEMINI" }], "network_config": { "base_url": "${url}/v1beta" } }
	}
}
`

const env = {
  BF_AZURE: '0123456789abcdef0123456789abcdef',
  BF_GEMINI: 'AIza-held-gemini',
  BF_LIGHT: 'sk-held-light',
  BF_OPENAI: 'sk-held-openai',
  BF_VK_OPS: 'sk-bf-held-ops',
  BF_VK_TEAM: 'sk-bf-held-team',
}
const SECRETS = Object.values(env)

const JSON_TYPE: [string, string] = ['content-type', 'application/json']
const BODY = '{ "model": "gpt-4o",  "n": 1.0, "messages": [{"role":"user","content":"hello from passthrough"}] }'

forEachRuntime((_runtime, use) => {
  const { promises } = use({ config, env })

  promises('a config.json is recognised, and what is not used is said at start', ({ app }) => {
    assert.match(app.logs(), /reading {4}\S+ as Bifrost's config\.json/)
    assert.match(app.logs(), /note .*otel is not used/)
    assertNoSecret([app.logs()], [...SECRETS, 'sk-bf-inactive'])
  })

  promises(
    'calls arrive as they were sent, with the keys by their weights and the headers of the file',
    async ({ exchange }) => {
      const used = new Map<string | undefined, number>()
      for (let i = 0; i < 120; i++) {
        const target = i % 2 === 0 ? '/openai_passthrough/v1/chat/completions' : '/openai_passthrough/chat/completions'
        const headers = [JSON_TYPE, ['Authorization', `Bearer ${env.BF_VK_TEAM}`]] as [string, string][]
        const { answer, seen } = await exchange({ method: 'POST', target, headers, body: BODY })
        assert.equal(answer.status, 200)
        assert.equal(seen.target, '/v1/chat/completions')
        assert.equal((await seen.body).toString(), BODY)
        const [key, another] = seen.headerAll('authorization')
        assert.equal(another, undefined)
        used.set(key, (used.get(key) ?? 0) + 1)
        assert.deepEqual(seen.headerAll('x-team'), ['blue'])
        assertNoSecret([seen.rawHead.toString()], [env.BF_VK_TEAM])
      }
      const [heavy, light] = [env.BF_OPENAI, env.BF_LIGHT].map((key) => used.get(`Bearer ${key}`) ?? 0) as [
        number,
        number,
      ]
      assert.equal(heavy + light, 120)
      // Three of four: both are used, and the heavier more, but for one in a billion runs.
      assert.ok(heavy > light && light > 0, `${heavy} and ${light}`)
    },
  )

  promises('at Azure key, version and deployment are those of the file', async ({ exchange }) => {
    const headers = [JSON_TYPE, ['x-bf-vk', env.BF_VK_TEAM], ['api-key', 'dummy-key']] as [string, string][]
    for (const [path, upstream] of [
      [
        'openai/deployments/gpt-4o/chat/completions?api-version=2023-05-15',
        '/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21',
      ],
      ['openai/v1/responses', '/openai/v1/responses'],
      ['v1/messages', '/anthropic/v1/messages'],
    ] as const) {
      const { seen } = await exchange({ method: 'POST', target: `/azure_passthrough/${path}`, headers, body: BODY })
      assert.equal(seen.target, upstream)
      assert.deepEqual(seen.headerAll('api-key'), [env.BF_AZURE])
      assertNoSecret([seen.rawHead.toString()], [env.BF_VK_TEAM, 'dummy-key'])
    }
  })

  promises('virtual keys hold: none, a wrong one and an inactive one open nothing', async ({ exchange }) => {
    for (const target of ['/openai_passthrough/v1/models', '/openai/v1/models', '/v1/models', '/groq/v1/models']) {
      for (const key of [undefined, 'sk-bf-wrong', 'sk-bf-inactive']) {
        const headers: [string, string][] = key === undefined ? [] : [['x-bf-vk', key]]
        const { answer, received } = await exchange({ target, headers })
        assert.equal(answer.status, 401, `${target} ${key}`)
        assert.equal(received.length, 0)
      }
    }
  })

  promises('a virtual key opens the providers that it names, at every door', async ({ exchange }) => {
    const path = 'v1beta/models/g:generateContent'
    for (const target of [`/genai_passthrough/${path}`, `/gemini/${path}`, `/${path}`]) {
      const as = (key: string) => exchange({ method: 'POST', target, headers: [['x-goog-api-key', key]], body: '{}' })
      const refused = await as(env.BF_VK_TEAM)
      assertRefused(refused.answer, 403, 'not_admitted')
      assert.equal(refused.received.length, 0)
      const { seen } = await as(env.BF_VK_OPS)
      assert.equal(seen.target, `/${path}`)
      assert.deepEqual(seen.headerAll('x-goog-api-key'), [env.BF_GEMINI])
    }
  })

  promises('a body beyond the size of the file is refused', async ({ exchange }) => {
    const { answer } = await exchange({
      method: 'POST',
      target: '/openai_passthrough/v1/files',
      headers: [['x-bf-vk', env.BF_VK_TEAM]],
      body: Buffer.alloc(1024 * 1024 + 1, 'x'),
    })
    assert.equal(answer.status, 413)
  })
})

for (const runtime of runtimes) {
  describe(`the command line on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-bifrost-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))
    const write = (name: string, text: string) => {
      const file = join(directory, name)
      writeFileSync(file, text)
      return file
    }

    it('strait import writes a strait.yaml that strait check takes', async () => {
      const file = write('config.json', config({ url: 'http://127.0.0.1:9' }))
      const imported = await runApp(runtime, { args: ['import', 'bifrost', file] })
      assert.equal(imported.exit.code, 0, imported.output)
      assert.match(imported.stdout, /key: \$\{BF_OPENAI\}/)
      const own = await runApp(runtime, { args: ['check', write('strait.yaml', imported.stdout)], env })
      assert.equal(own.exit.code, 0, own.output)
      const theirs = await runApp(runtime, { args: ['check', file], env })
      assert.equal(theirs.exit.code, 0, theirs.output)
      assert.match(theirs.stdout, /^reading \S+config\.json as Bifrost's config\.json\n/)
      const table = (text: string) =>
        text.split('\n').filter((line) => line.startsWith('/') && !line.includes(directory))
      assert.deepEqual(table(own.stdout), table(theirs.stdout))
      assertNoSecret([imported.output, own.output, theirs.output], SECRETS)
    })

    it('a lock that does not hold keeps it from starting, until it is accepted', async () => {
      const locked =
        '{\n  "governance": {\n    "budgets": [{ "id": "b", "max_limit": 5, "reset_duration": "1d" }]\n  }\n}\n'
      const file = write('locked.json', locked)
      const refused = await runApp(runtime, { args: ['--config', file] })
      assert.equal(refused.exit.code, 2)
      assert.match(refused.output, /locked\.json:3:16: .*budgets restricts/)
      const accepted = await runApp(runtime, { args: ['check', file, '--accept-unenforced', 'budgets'] })
      assert.equal(accepted.exit.code, 0, accepted.output)
      assert.match(accepted.stdout, /warning: .*budgets is not enforced, and accepted/)
    })
  })
}
