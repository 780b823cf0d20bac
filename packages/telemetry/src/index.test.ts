import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

/** Everything that a module loads when it is loaded: static imports that are not of types alone. */
async function loads(url: URL, seen: Set<string> = new Set()): Promise<Set<string>> {
  if (seen.has(url.href)) return seen
  seen.add(url.href)
  const text = await readFile(url, 'utf8')
  for (const [, what, from] of text.matchAll(/^(?:import|export)\s+([^'"]*?)\s*from\s+'([^']+)'/gms)) {
    if (what?.startsWith('type ')) continue
    if (from?.startsWith('.')) await loads(new URL(from, url), seen)
    else seen.add(from as string)
  }
  return seen
}

test('importing the package loads nothing of OpenTelemetry and nothing of node: that is for who traces', async () => {
  const loaded = await loads(new URL('./index.ts', import.meta.url))
  assert.ok(loaded.size > 3)
  const others = [...loaded].filter((name) => !name.startsWith('file:'))
  assert.deepEqual(others, ['@strait/core'])
})
