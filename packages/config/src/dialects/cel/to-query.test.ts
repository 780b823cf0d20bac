import assert from 'node:assert/strict'
import { test } from 'node:test'
import { field, known, type Operand } from './operands.ts'
import { toQuery } from './to-query.ts'

/** As both gateways call things. */
function find(path: readonly string[]): Operand | undefined {
  const [root, ...rest] = path
  if (root === 'headers') return field(`headers.${rest.join('.')}`)
  if (root === 'model') return field('body.model')
  if (root === 'json(request.body)') return field(`body.${rest.join('.')}`)
  return root === 'request_type' ? known('embedding') : undefined
}

test('toQuery() says an expression as a condition', () => {
  const there = (name: string, test: unknown) => ({ $and: [{ [name]: { $exists: true } }, { [name]: test }] })
  const rows: [text: string, condition: unknown][] = [
    ['model == "gpt-4o"', { 'body.model': { $eq: 'gpt-4o' } }],
    ["model == 'a\\'b'", { 'body.model': { $eq: "a'b" } }],
    ['"gpt-4o" == model', { 'body.model': { $eq: 'gpt-4o' } }],
    ['model != "a"', there('body.model', { $ne: 'a' })],
    ['!(model != "a")', { 'body.model': { $eq: 'a' } }],
    ['!(model == "a")', there('body.model', { $not: { $eq: 'a' } })],
    ['headers["x-tier"] in ["a", "b"]', { 'headers.x-tier': { $in: ['a', 'b'] } }],
    ['"x-tier" in headers', { 'headers.x-tier': { $exists: true } }],
    ['has(headers.tier)', { 'headers.tier': { $exists: true } }],
    ['!has(headers.tier)', { 'headers.tier': { $exists: false } }],
    ['model.startsWith("gpt-4.")', { 'body.model': { $regex: '^gpt-4\\.' } }],
    ['model.endsWith("-mini")', { 'body.model': { $regex: '-mini$' } }],
    ['model.contains("a|b")', { 'body.model': { $regex: 'a\\|b' } }],
    ['model.matches("^[a-z]+\\\\.x")', { 'body.model': { $regex: '^[a-z]+\\.x' } }],
    ['model.matches(r"\\d")', { 'body.model': { $regex: '\\d' } }],
    ['json(request.body).max_tokens > 1024', { 'body.max_tokens': { $gt: 1024 } }],
    ['1024 >= json(request.body).max_tokens', { 'body.max_tokens': { $lte: 1024 } }],
    [
      'model == "a" && headers["x"] == "1" || model == "b"',
      {
        $or: [
          { $and: [{ 'body.model': { $eq: 'a' } }, { 'headers.x': { $eq: '1' } }] },
          { 'body.model': { $eq: 'b' } },
        ],
      },
    ],
    [
      '!(model == "a" || has(headers.x))',
      { $and: [there('body.model', { $not: { $eq: 'a' } }), { 'headers.x': { $exists: false } }] },
    ],
    [
      'default(headers["x"], "free") == "free"',
      { $or: [{ 'headers.x': { $exists: false } }, { 'headers.x': { $eq: 'free' } }] },
    ],
    ['default(headers["x"], "free") == "paid"', { 'headers.x': { $eq: 'paid' } }],
    ['request_type == "embedding"', true],
    ['request_type != "embedding"', false],
    ['request_type == "embedding" && model == "a"', { 'body.model': { $eq: 'a' } }],
    ['request_type == "chat" && model == "a"', false],
    ['true', true],
    ['!true', false],
    [`${'!'.repeat(4000)}true`, true],
  ]
  for (const [text, condition] of rows) assert.deepEqual(toQuery(text, find), { kind: 'ok', condition }, text)
})

test('toQuery() names what it cannot say', () => {
  const rows: [text: string, what: string][] = [
    ['budget_used > 80', 'budget_used'],
    ['model == "a" && tokens_used < 5', 'tokens_used'],
    ['jwt.sub == "a"', 'jwt.sub'],
    ['vault["s3cr-et/x"] == "a"', 'a part of it'],
    ['model == headers["x"]', 'it'],
    ['model', 'it'],
    ['1 + 1 == 2', 'it'],
    ['model == "a" ? true : false', 'it'],
    ['model ==', 'it'],
    ['(model == "a"', 'it'],
    ['model == "a" model', 'it'],
    ['["a"].exists(x, x == model)', 'it'],
    ['headers[model] == "a"', 'it'],
    ['"unended', 'it'],
    ['model.matches("(a")', 'it'],
    ['model.matches("(?=a)")', 'it'],
    [Array.from({ length: 300 }, (_, i) => `model == "${i}"`).join(' || '), 'it'],
    ['', 'it'],
    ['('.repeat(9000), 'it'],
    [`${'('.repeat(4000)}true${')'.repeat(4000)}`, 'it'],
  ]
  for (const [text, what] of rows) assert.deepEqual(toQuery(text, find), { kind: 'unsayable', what }, text.slice(0, 60))
})
