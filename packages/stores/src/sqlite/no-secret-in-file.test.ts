import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { cacheScene, chat } from '../../../core/test/cache-scene.ts'
import { answer } from '../../../core/test/harness.ts'
import { sqliteCache } from './sqlite-cache.ts'

const directory = mkdtempSync(join(tmpdir(), 'strait-stores-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const SECRETS = ['sk-provider-1234567890', 'strait-key-1234567890', 'session-1234567890', 'AIza-query-1234567890']
const PROMPT = 'what nobody else should read'

function filesOf(): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('\n')
}

test('sqliteCache() has no credential and no prompt in its file, whatever the request carried', async () => {
  const warn = (message: string) => assert.fail(message)
  const store = sqliteCache({ file: join(directory, 'cache.db'), bytes: 1e7, warn, now: () => 0 })
  const keys = [{ name: 'team-one', key: SECRETS[1] as string }]
  const scene = await cacheScene(() => answer('{"answer":"the answer itself"}'), { keys, rules: { store } })
  const headers = ['authorization', `Bearer ${SECRETS[1]}`, 'x-api-key', `${SECRETS[0]}`, 'cookie', `a=${SECRETS[2]}`]
  const ask = () => chat(PROMPT, headers, { target: `/openai/chat/completions?key=${SECRETS[3]}` })
  await scene.ask(ask())
  assert.equal((await scene.ask(ask())).text, '{"answer":"the answer itself"}')
  assert.equal(scene.calls(), 1)
  const before = filesOf()
  store.close?.()
  for (const content of [before, filesOf()]) {
    for (const secret of [...SECRETS, PROMPT]) {
      const spellings = [secret, btoa(secret), encodeURIComponent(secret)]
      for (const spelling of spellings) assert.equal(content.includes(spelling), false, spelling)
    }
  }
  assert.ok(filesOf().includes('the answer itself'), 'what is looked at is what was written')
})
