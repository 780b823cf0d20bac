import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { describedSchema, type JsonSchema, jsonSchema } from './json-schema.ts'
import { loadConfig } from './load.ts'
import { withReference } from './reference.ts'

const AGAIN = 'stale: run `npm run schema -w packages/config`'

test('jsonSchema() is what strait.schema.json holds', () => {
  const committed = readFileSync(new URL('../strait.schema.json', import.meta.url), 'utf8')
  assert.ok(committed === `${JSON.stringify(jsonSchema(), undefined, 2)}\n`, AGAIN)
})

test('withReference() finds docs/configuration.md up to date', () => {
  const committed = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  assert.ok(withReference(committed) === committed, AGAIN)
})

test('configSchema describes every member', () => {
  const bare: string[] = []
  const look = (schema: JsonSchema, path: string) => {
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      if (!member.description) bare.push(`${path}.${name}`)
      look(member, `${path}.${name}`)
    }
    for (const form of schema.anyOf ?? []) look(form, path)
    if (schema.items !== undefined) look(schema.items, `${path}[]`)
    if (typeof schema.additionalProperties === 'object') look(schema.additionalProperties, `${path}.NAME`)
  }
  look(describedSchema(), '')
  assert.deepEqual(bare, [])
})

test('loadConfig() takes every example of docs/configuration.md', async () => {
  const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1] as string)
  assert.ok(examples.length >= 5)
  for (const example of examples) {
    const readFile = (path: string) => ({ kind: 'ok', text: path.endsWith('.yaml') ? '' : 'value' }) as const
    const loaded = await loadConfig({ text: example, source: 'strait.yaml', env: () => 'value', readFile })
    assert.deepEqual(loaded.kind === 'invalid' ? loaded.problems : [], [], example)
  }
})
