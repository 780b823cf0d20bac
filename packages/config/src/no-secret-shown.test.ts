import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems } from './format.ts'
import { loadForTest } from './load-for-test.ts'

const PLANTED = 'hunter2'

const text = `# old: hunter2
listen: 127.0.0.1:8787
providers:
  openai: { key: hunter2, nope: 1 } # was hunter2
  azure:
    url: https://acme.openai.azure.com/?sig=hunter2
    key: "\${NOPE:-hunter2}"
    headers: { api_token: hunter2, url: hunter2 }
    entra: { tenant_id: t, client_id: hunter2, client_secret: hunter2, scope: a }
  vertex: { credentials: hunter2, service_account: '{"private_key": "hunter2"}' }
  mine: { url: "https://user:hunter2@host/", api_key: hunter2, query: { name: 'hunter2' } }
  bedrock:
    aws: { access_key_id: id, secret_access_key: hunter2 }
access:
  keys:
    - { name: ci, key: hunter2 }
    - name: ci
      key: hunter2
routes:
  - path: /a
    headers: { authorization: Bearer hunter2 }
    to: { url: "https://h/", headers: { authorization: "Bearer hunter2", path: hunter2 } }
telemetry: { otlp: "http://x", headers: { key: hunter2 } }
password: |
  hunter2
  hunter2
`

/** Every place on Node, every third elsewhere: the engine has no say in it. */
const STEP = 'Bun' in globalThis || 'Deno' in globalThis ? 3 : 1

async function printed(broken: string): Promise<string> {
  const loaded = await loadForTest(broken)
  const problems = loaded.kind === 'ok' ? loaded.warnings : loaded.problems
  return formatProblems(problems) + JSON.stringify(loaded)
}

test('formatProblems() shows no secret of a file with mistakes', async () => {
  assert.ok(!(await printed(text)).includes(PLANTED), await printed(text))
})

test('formatProblems() shows no secret of a file cut off anywhere', async () => {
  for (let i = 0; i <= text.length; i += STEP) await assertNothingShown(text.slice(0, i), `cut at ${i}`)
})

test('formatProblems() shows no secret of a file with one wrong character anywhere', async () => {
  const characters = ['"', "'", '{', '}', ':', '\n', '\t', '*', '']
  for (const [first, wrong] of characters.entries()) {
    // Every fourth place: the characters begin at different ones.
    for (let i = first % 4; i < text.length; i += 4 * STEP) {
      // A character inside the planted word would make it another word.
      if (text.slice(Math.max(0, i - 6), i + 7).includes(PLANTED)) continue
      await assertNothingShown(text.slice(0, i) + wrong + text.slice(i + 1), `${JSON.stringify(wrong)} at ${i}`)
    }
  }
})

async function assertNothingShown(broken: string, what: string): Promise<void> {
  const shown = await printed(broken)
  assert.ok(!shown.includes(PLANTED), `${what}:\n${shown}`)
}

test('formatProblems() shows neither the value of a variable nor that of a file', async () => {
  const shown = await printed(
    'providers: { openai: { key: "${BROKEN}" }, a: { url: "${OPENAI_API_KEY}" } }\nlisten: ${OPENAI_API_KEY}\nlog: "${file:key}"\ndrain: ${OPENAI_API_KEY}\n',
  )
  assert.doesNotMatch(shown, /sk-from-env|from-file|line.break\n/)
})
