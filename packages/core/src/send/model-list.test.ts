import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import { modelList } from './model-list.ts'

async function asked(target: string): Promise<unknown> {
  const outcome = await modelList(['smart', 'gpt-*'])(
    accepted(arrival({ method: 'GET', target })) as Admitted,
    makeKit(),
  )
  assert.ok(outcome.kind === 'answer')
  assert.equal(outcome.answer.status, 200)
  return JSON.parse(new TextDecoder().decode(outcome.answer.body as Uint8Array))
}

const model = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'strait' })

test('modelList() answers as OpenAI does: the list, or one of it', async () => {
  const list = { object: 'list', data: [model('smart'), model('gpt-*')] }
  const rows: [target: string, answer: unknown][] = [
    ['/v1/models', list],
    ['/v1/models/', list],
    ['/models?limit=1', list],
    ['/v1/models/smart', model('smart')],
    ['/v1/models/gpt-5', model('gpt-5')],
    ['/v1/models/gpt-a%2Fb', model('gpt-a/b')],
    ['/v1/models/gpt-a/b', model('gpt-a/b')],
  ]
  for (const [target, answer] of rows) assert.deepEqual(await asked(target), answer, target)
  await assert.rejects(asked('/v1/models/claude'), { code: 'model_not_found', status: 404 })
})
