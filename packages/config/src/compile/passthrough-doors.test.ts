import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Doors } from './passthrough-doors-fixture.ts'

const CONFIGS = {
  /** As it is without a file. */
  bare: '',
  held: `
providers:
  openai: { key: sk-held }
  anthropic: { key: sk-ant-held }
  azure: { url: https://acme.openai.azure.com/, key: 0123456789abcdef0123456789abcdef, api_version: 2025-04-01 }
  gemini: { key: AIzaHeld }
  vertex: { key: ya29.held }
  bedrock: { region: eu-west-1, key: ABSKheld }
`,
  /** The other precedence, and names of one's own. */
  named: `
providers:
  azure:
    url: https://acme.openai.azure.com
    key: 0123456789abcdef0123456789abcdef
    api_version: 2025-04-01
    api_version_from: request
    deployments: { gpt-4o: "prod 4o+eu", embed: prod-embed, "Größe": groesse }
`,
  /** Addresses that end in what the client's path begins with. */
  based: `
providers:
  openai: { url: "https://llm.test/openai/v1/" }
  azure: { url: "https://acme.services.ai.azure.com/anthropic", key: 0123456789abcdef0123456789abcdef, api_version: 2025-04-01 }
  gemini: { url: "https://google.test/v1beta" }
  vertex: { url: "https://vertex.test/v1" }
`,
  /** No key for Azure, and others of a type. */
  keyless: `
providers:
  azure: { url: https://acme.openai.azure.com, api_version: 2025-04-01 }
  azure-b: { type: azure, url: https://b.openai.azure.com, headers: { api-key: from-a-header } }
  openai-eu: { type: openai, url: https://eu.api.openai.com/v1, key: sk-eu }
`,
  two: `
providers:
  azure-a: { type: azure, url: https://a.openai.azure.com, key: 0123456789abcdef0123456789abcdef }
  azure-b: { type: azure, url: https://b.openai.azure.com, headers: { api-key: from-a-header } }
  openai-eu: { type: openai, url: https://eu.api.openai.com/v1, key: sk-eu }
`,
} as const

interface Row {
  readonly config: string
  readonly request: string
  readonly headers: readonly string[]
  readonly body: string | undefined
  readonly to: string
  readonly arrives: readonly string[]
  readonly sent: string | undefined
}

function readRows(): Row[] {
  const text = readFileSync(new URL('./passthrough-doors.txt', import.meta.url), 'utf8')
  return text
    .split(/\n\n+/)
    .filter((block) => block.startsWith('['))
    .map((block) => {
      const [before = '', after = ''] = block.trimEnd().split('\n=> ')
      const [first = '', ...more] = before.split('\n')
      const [to = '', ...arriving] = after.split('\n')
      const [, config = '', request = ''] = /^\[(\w+)\] (.*)$/.exec(first) ?? assert.fail(first)
      const sent = lines(arriving)
      return { config, request, ...lines(more), to, arrives: sent.headers, sent: sent.body }
    })
}

function lines(indented: readonly string[]): { headers: string[]; body: string | undefined } {
  const texts = indented.map((line) => line.replace(/^ {4}/, ''))
  const last = texts.at(-1)
  return last?.startsWith('{') ? { headers: texts.slice(0, -1), body: last } : { headers: texts, body: undefined }
}

test('the doors of other gateways send what the table says, byte for byte', async () => {
  const rows = readRows()
  assert.ok(rows.length >= 100, `${rows.length} rows`)
  const doors = new Map<string, Doors>()
  for (const { config, request, headers, body, to, arrives, sent } of rows) {
    const open = doors.get(config) ?? (await Doors.of(CONFIGS[config as keyof typeof CONFIGS]))
    doors.set(config, open)
    const went = await open.send({ request, headers, ...(body === undefined ? {} : { body }) })
    const expected = [to, arrives, /^\d/.test(to) ? '' : (sent ?? body ?? '')]
    assert.deepEqual([went.to, went.headers, went.body], expected, `[${config}] ${request}\n${went.says}`)
  }
})
