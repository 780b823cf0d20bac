import { bearer } from './bearer.ts'
import { compatibleOperations } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html */
export const vllm: Provider = {
  name: 'vllm',
  title: 'vLLM',
  url: 'http://127.0.0.1:8000/v1',
  credential: bearer,
  errors: 'openai',
  operations: [
    { operation: 'rerank', path: /\/score$/, errors: 'openai' },
    { operation: 'embeddings', path: /\/pooling$/, errors: 'openai' },
    { operation: 'count_tokens', path: /\/tokenize$/, errors: 'openai' },
    ...compatibleOperations,
  ],
  telemetryName: 'vllm',
  requestId: 'x-request-id',
}
