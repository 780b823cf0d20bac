import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initText } from './init.ts'
import { loadForTest } from './load-for-test.ts'

test('initText() is valid as it stands, listens on loopback and needs no key', async () => {
  const loaded = await loadForTest(initText())
  assert.equal(loaded.kind, 'ok')
  assert.deepEqual(loaded.config.listen, [{ address: { hostname: '127.0.0.1', port: 8787 } }])
  assert.deepEqual([loaded.warnings, loaded.files, loaded.config.access], [[], [], undefined])
})

test('initText() shows examples that are valid once their marks are taken away', async () => {
  const examples = initText()
    .split('\n\n')
    .flatMap((paragraph) => {
      const lines = paragraph.split('\n')
      const blank = lines.indexOf('#')
      return blank < 0 || !lines.every((line) => /^#|^\w/.test(line))
        ? []
        : lines.slice(blank + 1).map((line) => line.replace(/^# ?/, ''))
    })
  const names = ['OPENAI_API_KEY', 'AZURE_OPENAI_API_KEY', 'BRIA_KEY', 'COHERE_API_KEY', 'STRAIT_KEY']
  let text = examples
    .filter((line) => !/^Secrets|^"\$|^Everything/.test(line))
    .join('\n')
    .replace('${file:/run/secrets/anthropic}', 'sk-ant-x')
  names.forEach((name, i) => {
    text = text.replaceAll(`\${${name}}`, `sk-value-${i}`)
  })
  const loaded = await loadForTest(text)
  assert.deepEqual(loaded.kind === 'invalid' ? loaded.problems : [], [])
  assert.equal(loaded.kind, 'ok')
  assert.deepEqual(Object.keys(loaded.config.providers), ['openai', 'anthropic', 'azure', 'my-vllm', 'bria'])
  assert.equal(loaded.config.routes.length, 2)
})
