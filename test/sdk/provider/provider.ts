import type { Script } from '@strait/testkit'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { bedrock } from './bedrock.ts'
import type { Answerer } from './call.ts'
import { gemini } from './gemini.ts'
import { openai } from './openai.ts'

const PROVIDERS: Readonly<Record<string, Answerer>> = { openai, anthropic, azure, gemini, bedrock }

/**
 * One upstream in the place of several providers, told apart by the first segment of the path: the config puts it
 * in front of the provider's own. A model named `limited` is answered with 429, one named `held` never ends.
 */
export const provider: Script = async (request, reply) => {
  const [, name = ''] = request.path.split('/', 2)
  const answer = PROVIDERS[name]
  if (answer === undefined) throw new Error(`no provider answers ${request.requestLine}`)
  await answer({ request, reply, path: request.path.slice(name.length + 1) })
}
