import { compatible } from './compatible.ts'
import { messagesServed } from './messages-shapes.ts'
import { openaiServed } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://api-docs.deepseek.com. It documents no rate limits in headers: it slows down instead. */
export const deepseek: Provider = {
  ...compatible,
  name: 'deepseek',
  title: 'DeepSeek',
  url: 'https://api.deepseek.com',
  keyShape: { pattern: /^sk-(?!ant-|or-|proj-)/, hint: 'a DeepSeek key begins with "sk-"' },
  modelPrefixes: ['deepseek-'],
  serves: [openaiServed, { ...messagesServed, below: '/anthropic/v1' }],
  telemetryName: 'deepseek',
  requestId: 'x-ds-trace-id',
  rateLimits: [],
}
