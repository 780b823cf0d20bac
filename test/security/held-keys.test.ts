import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

const HELD = {
  openai: 'sk-held-openai-0001',
  anthropic: 'sk-ant-held-anthropic-0001',
  azure: '0123456789abcdef0123456789abcdef',
  gemini: 'AIzaHeldGemini0001',
  mistral: 'held-mistral-0001',
  custom: 'held-custom-0001',
} as const

/** How each provider wants its key. */
const OURS: readonly (readonly [name: keyof typeof HELD, path: string, header: string, value: string])[] = [
  ['openai', '/v1/chat/completions', 'authorization', `Bearer ${HELD.openai}`],
  ['anthropic', '/v1/messages', 'x-api-key', HELD.anthropic],
  ['azure', '/openai/deployments/d/chat/completions', 'api-key', HELD.azure],
  ['gemini', '/v1beta/models/g:generateContent', 'x-goog-api-key', HELD.gemini],
  ['mistral', '/v1/chat/completions', 'authorization', `Bearer ${HELD.mistral}`],
  ['custom', '/anything', 'authorization', `Bearer ${HELD.custom}`],
]

const THEIRS = 'callers-own-credential'
const CARRIERS: Readonly<Record<string, string>> = {
  authorization: `Bearer ${THEIRS}`,
  'x-api-key': THEIRS,
  'api-key': THEIRS,
  'x-goog-api-key': THEIRS,
  'x-portkey-api-key': THEIRS,
}

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    env: Object.fromEntries(Object.entries(HELD).map(([name, key]) => [`KEY_${name.toUpperCase()}`, key])),
    config: ({ url }) => `
listen: 127.0.0.1:0
providers:
${Object.keys(HELD)
  .map((name) => `  ${name === 'custom' ? 'mine' : name}: { url: "${url}", key: "\${KEY_${name.toUpperCase()}}" }`)
  .join('\n')}
  plain-openai: { type: openai, url: "${url}" }
  plain-anthropic: { type: anthropic, url: "${url}" }
  plain-gemini: { type: gemini, url: "${url}" }
`,
  })

  for (const [name, path, header, value] of OURS) {
    const door = name === 'custom' ? 'mine' : name

    promises(`${name}: whatever the caller sent is replaced by the held key, in ${header}`, async ({ exchange }) => {
      const alone = Object.entries(CARRIERS).map(([one, credential]) => ({ [one]: credential }))
      for (const headers of [{}, ...alone, CARRIERS, { 'X-API-KEY': THEIRS }, { AUTHORIZATION: 'Basic dTpw' }]) {
        const { seen } = await exchange({
          method: 'POST',
          target: `/${door}${path}?a=1&key=${THEIRS}&b=2`,
          headers,
          body: '{}',
        })
        assert.deepEqual(seen.headerAll(header), [value], JSON.stringify(headers))
        const raw = seen.rawHead.toString()
        assert.doesNotMatch(raw, new RegExp(THEIRS))
        assert.doesNotMatch(raw, /dTpw/)
        assert.ok(seen.target.startsWith(`${path}?a=1&b=2`), seen.target)
        for (const other of Object.keys(CARRIERS)) {
          if (other !== header) assert.equal(seen.header(other), undefined, `${other} beside ${header}`)
        }
      }
    })

    promises(`${name}: the held key is in no URL and no answer`, async ({ exchange }) => {
      const { answer, seen } = await exchange({ method: 'POST', target: `/${door}${path}`, body: '{}' })
      assert.doesNotMatch(seen.requestLine, new RegExp(HELD[name]))
      assert.doesNotMatch(answer.raw.toString(), new RegExp(HELD[name]))
    })
  }

  promises('where nothing is held the caller’s own goes through as it came', async ({ exchange }) => {
    for (const door of ['plain-openai', 'plain-anthropic', 'plain-gemini']) {
      for (const [header, value] of Object.entries(CARRIERS)) {
        if (header === 'x-portkey-api-key') continue
        const { seen } = await exchange({
          method: 'POST',
          target: `/${door}/v1/x`,
          headers: { [header]: value },
          body: '{}',
        })
        assert.deepEqual(seen.headerAll(header), [value], `${door} ${header}`)
      }
      const { seen } = await exchange({ target: `/${door}/v1/x?key=${THEIRS}&alt=sse` })
      assert.equal(seen.target, `/v1/x?key=${THEIRS}&alt=sse`)
    }
  })

  promises('connection names can’t take the held key out', async ({ exchange }) => {
    const headers = { connection: 'keep-alive, authorization, x-api-key' }
    const openai = await exchange({ method: 'POST', target: '/openai/v1/x', headers, body: '{}' })
    assert.equal(openai.seen.header('authorization'), `Bearer ${HELD.openai}`)
    const anthropic = await exchange({ method: 'POST', target: '/anthropic/v1/messages', headers, body: '{}' })
    assert.equal(anthropic.seen.header('x-api-key'), HELD.anthropic)
  })
})
