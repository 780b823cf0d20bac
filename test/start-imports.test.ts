import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

/** What a start without a config must not load: a module that is imported costs every start, used or not. */

const root = resolve(import.meta.dirname, '..')

const ENTRIES = ['apps/bun/src/main.ts', 'apps/node/src/main.ts', 'apps/deno/src/main.ts', 'apps/deno/src/serve.ts']

const LATER: readonly { readonly file: RegExp; readonly when: string }[] = [
  { file: /^packages\/config\/src\/dialects\/\w+\/reader\.ts$/, when: "a file of another gateway's is there" },
  { file: /^packages\/config\/src\/dialects\/cel\//, when: 'such a file has a condition' },
  { file: /^packages\/config\/src\/files\/read-yaml\.ts$|^yaml$/, when: 'there is a file to read' },
  { file: /^packages\/config\/src\/(?:import-config|json-schema|reference)\.ts$/, when: 'a command asks for it' },
  { file: /^packages\/host\/src\/cli\/(?:check|import)\.ts$/, when: 'a command asks for it' },
  { file: /^@valibot\/to-json-schema$/, when: 'the schema for editors is made' },
  { file: /^@opentelemetry\/(?!api$)/, when: 'telemetry is configured' },
]

const STATIC = /^[ \t]*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]/gm

/** Our own files as they stand below the root, other packages by their names. */
function loadedBy(entry: string): Set<string> {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    if (!existsSync(join(root, name))) return
    for (const [, from = ''] of readFileSync(join(root, name), 'utf8').matchAll(STATIC)) visit(targetOf(name, from))
  }
  visit(entry)
  return seen
}

function targetOf(file: string, from: string): string {
  if (from.startsWith('.')) return relative(root, resolve(root, dirname(file), from)).replaceAll('\\', '/')
  const [scope = '', name = '', ...below] = from.split('/')
  if (scope !== '@strait') return scope.startsWith('@') ? `${scope}/${name}` : scope
  const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  return join('packages', name, exports[['.', ...below].join('/')] ?? assert.fail(from)).replaceAll('\\', '/')
}

for (const entry of ENTRIES) {
  test(`${entry} loads nothing that it may never need`, () => {
    const loaded = [...loadedBy(entry)]
    assert.ok(loaded.includes('packages/config/src/load.ts'), 'imports are followed')
    const wrong = loaded.flatMap((file) =>
      LATER.filter((later) => later.file.test(file)).map(({ when }) => `${file} is to come when ${when}`),
    )
    assert.deepEqual(wrong, [])
  })
}
