import { GatewayError } from '../errors.ts'
import type { Sender } from '../plan.ts'
import { utf8 } from '../web/bytes.ts'
import { percentDecoded } from '../web/percent.ts'
import { compileStar } from '../web/star-pattern.ts'
import { type LocalAnswer, local } from './local.ts'

/** Answers as OpenAI's `GET /v1/models` does: the list, or the one whose name follows in the path. */
export function modelList(names: readonly string[]): Sender {
  const models = names.map(modelOf)
  const patterns = names.map((name) => compileStar(name))
  return local(({ path }) => {
    const asked = percentDecoded(/\/models(?:\/(.*))?$/.exec(path)?.[1] ?? '')
    if (asked === '') return json({ object: 'list', data: models })
    if (patterns.every((pattern) => pattern.match(asked) === undefined))
      throw new GatewayError('model_not_found', { shape: 'openai' })
    return json(modelOf(asked))
  })
}

function modelOf(id: string) {
  return { id, object: 'model', created: 0, owned_by: 'strait' }
}

function json(value: unknown): LocalAnswer {
  return {
    status: 200,
    headers: ['content-type', 'application/json', 'x-content-type-options', 'nosniff'],
    body: utf8(JSON.stringify(value)),
  }
}
