import { compileQuery, type Query } from '@strait/core'
import { leaf, ok, wrong } from './leaf.ts'
import { plain } from './plain.ts'

/** What a request must be like: see docs/routing.md. Comes out ready to be asked. */
export const condition = leaf<Query>({
  expected: 'a condition like { metadata.plan: paid, body.model: { $regex: "^gpt-5" } }',
  json: { type: 'object' },
  read(input) {
    const compiled = compileQuery(plain(input))
    return compiled.kind === 'ok' ? ok(compiled.query) : wrong(`${compiled.at}: ${compiled.says}`)
  },
})
