import type { StageOptions } from '../suite.ts'
import { KEYS, open } from './sdk-config.ts'

/** What the examples call with: no provider knows it. */
export const DUMMY = 'dummy-key'

const providers = (url: string, key: (variable: string) => string) => `
listen: 127.0.0.1:0
providers:
  openai: { url: "${url}/openai/v1"${key('HELD_OPENAI')} }
  anthropic: { url: "${url}/anthropic"${key('HELD_ANTHROPIC')} }
  azure: { url: "${url}/azure", api_version: 2025-04-01-preview${key('HELD_AZURE')}, deployments: { assistant: gpt-4o } }
  gemini: { url: "${url}/gemini"${key('HELD_GEMINI')} }
  vertex: { url: "${url}/gemini"${key('HELD_GEMINI')} }
`

/** Every key is Strait's. */
export const held: StageOptions = {
  ...open,
  config: ({ url }) => providers(url, (variable) => `, key: "\${${variable}}"`),
}

/** The callers bring their own. */
export const keyless: StageOptions = { ...open, config: ({ url }) => providers(url, () => '') }

/** As `held`, and callers show a key of Strait's. */
export const locked: StageOptions = {
  ...held,
  config: (upstream) => `${held.config?.(upstream)}access: { keys: [{ name: ci, key: "\${STRAIT_KEY}" }] }\n`,
}

/** `results_url` under the door. */
export const rewriting: StageOptions = {
  ...open,
  config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  anthropic: { url: "${url}/anthropic", key: "\${HELD_ANTHROPIC}", rewrite_urls: true }
`,
}

export const KEY = {
  openai: KEYS.openai.held,
  anthropic: KEYS.anthropic.held,
  azure: KEYS.azure.held,
  gemini: KEYS.gemini.held,
} as const
