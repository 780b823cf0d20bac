import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems } from '../../format.ts'
import { importConfig } from '../../import-config.ts'
import { filesAs } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

const PLANTED = 'hunter2'

const text = `# old: hunter2
model_list:
  - model_name: a
    litellm_params: { model: openai/a, api_key: hunter2, api_base: "https://u:hunter2@h/?k=hunter2", rpm: 3 }
environment_variables: { COHERE_API_KEY: hunter2, BAD: "hunter2\\n" }
general_settings:
  master_key: hunter2 # was hunter2
  database_url: postgres://u:hunter2@h/db
  custom_auth: hunter2
  pass_through_endpoints:
    - path: /a
      target: "https://h/?sig=hunter2"
      headers: { Authorization: "bearer os.environ/COHERE_API_KEY", x: os.environ/BAD, y: hunter2, LANGFUSE_PUBLIC_KEY: hunter2 }
      default_query_params: { key: hunter2 }
    - { path: /a, target: "ftp://u:hunter2@h", auth: true, headers: { target: hunter2, path: hunter2 } }
router_settings: { fallbacks: [{ a: [hunter2, { model: hunter2, api_key: hunter2 }] }], routing_strategy: hunter2, model_group_alias: { b: hunter2 }, num_retries: hunter2 }
litellm_settings: { cache: { password: hunter2 }, guardrails: [{ api_key: hunter2 }] }
`

/** Every place on Node, every third elsewhere: the engine has no say in it. */
const STEP = 'Bun' in globalThis || 'Deno' in globalThis ? 3 : 1

async function printed(broken: string): Promise<string> {
  const result = await loaded(broken)
  const problems = result.kind === 'ok' ? [...result.warnings, ...result.notes] : result.problems
  const imported = await importConfig('litellm', {
    text: broken,
    source: '/etc/litellm.yaml',
    env: () => undefined,
    readFile: () => ({ kind: 'failed', reason: 'there is no such file' }),
  })
  const more = imported.kind === 'ok' ? '' : formatProblems(imported.problems)
  return formatProblems(problems) + JSON.stringify(result) + more
}

async function assertNothingShown(broken: string, what: string): Promise<void> {
  const shown = await printed(broken)
  assert.ok(!shown.includes(PLANTED), `${what}:\n${shown}`)
}

test('no message shows a secret of a file with mistakes', () => assertNothingShown(text, 'whole'))

test('no message shows a secret of a file cut off anywhere', async () => {
  for (let i = 0; i <= text.length; i += 2 * STEP) await assertNothingShown(text.slice(0, i), `cut at ${i}`)
})

test('no message shows a secret of a file with one wrong character anywhere', async () => {
  const characters = ['"', '{', ':', '\n', '']
  for (const [first, wrong] of characters.entries()) {
    for (let i = first; i < text.length; i += characters.length * STEP) {
      // A character inside the planted word would make it another word.
      if (text.slice(Math.max(0, i - 6), i + 7).includes(PLANTED)) continue
      await assertNothingShown(text.slice(0, i) + wrong + text.slice(i + 1), `${JSON.stringify(wrong)} at ${i}`)
    }
  }
})
