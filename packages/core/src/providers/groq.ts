import { compatible } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://console.groq.com/docs/api-reference */
export const groq: Provider = {
  ...compatible,
  name: 'groq',
  title: 'Groq',
  url: 'https://api.groq.com/openai/v1',
  keyShape: { pattern: /^gsk_/, hint: 'a Groq key begins with "gsk_"' },
  keyPrefixes: ['gsk_'],
  telemetryName: 'groq',
}
