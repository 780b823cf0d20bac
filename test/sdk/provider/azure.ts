import { anthropic } from './anthropic.ts'
import type { Call } from './call.ts'
import { openai } from './openai.ts'

/** As a resource of Azure answers: OpenAI's models below `/openai`, Claude below `/anthropic`, nothing at the root. */
export async function azure(call: Call): Promise<void> {
  const { path, reply } = call
  if (path.startsWith('/anthropic/')) return anthropic({ ...call, path: path.slice('/anthropic'.length) })
  if (path.startsWith('/openai/')) return openai({ ...call, path: path.slice('/openai'.length) })
  await reply.json(404, { error: { code: '404', message: 'Resource not found' } })
}
