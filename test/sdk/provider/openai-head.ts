import type { HeaderList } from '@strait/testkit'
import type { Call } from './call.ts'

export const HEADERS: HeaderList = [
  ['x-request-id', 'req_openai_1'],
  ['openai-processing-ms', '12'],
  ['x-ratelimit-remaining-requests', '4999'],
]

export async function fail({ reply }: Call, status: number): Promise<void> {
  if (status === 429) {
    const error = { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' }
    await reply.json(429, { error }, [...HEADERS, ['retry-after', '20']])
  } else {
    const error = { message: `It failed with ${status}`, type: 'some_error', param: 'messages', code: `code_${status}` }
    await reply.json(status, { error }, [...HEADERS, ['retry-after-ms', '1']])
  }
}
