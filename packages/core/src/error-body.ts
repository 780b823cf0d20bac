import type { GatewayError } from './errors.ts'
import type { ErrorShape } from './providers/provider.ts'

/** A refusal in the words of the caller's SDK, so that it raises the error class its user expects. */
export function errorBody(shape: ErrorShape, error: GatewayError, id: string): string {
  const { message, code, status } = error
  switch (shape) {
    case 'openai':
      return JSON.stringify({ error: { message, type: openaiType(status), param: null, code } })
    case 'anthropic':
      return JSON.stringify({ type: 'error', error: { type: anthropicType(status), message }, request_id: id })
    case 'gemini':
      return JSON.stringify({
        error: { code: status, message, status: googleStatus(status), details: [{ reason: code }] },
      })
    case 'aws':
      return JSON.stringify({ message, code })
    case 'plain':
      return JSON.stringify({ error: { code, message, request_id: id } })
    default:
      return shape satisfies never
  }
}

/** OpenAI API reference, "Error codes". */
function openaiType(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

/** Anthropic API reference, "Errors". */
function anthropicType(status: number): string {
  const types: Record<number, string> = {
    401: 'authentication_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    503: 'overloaded_error',
    504: 'timeout_error',
  }
  return types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
}

/** google.rpc.Code names, as the Gemini and Vertex APIs answer them. */
function googleStatus(status: number): string {
  const names: Record<number, string> = {
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
    413: 'OUT_OF_RANGE',
    429: 'RESOURCE_EXHAUSTED',
    501: 'UNIMPLEMENTED',
    502: 'UNAVAILABLE',
    503: 'UNAVAILABLE',
    504: 'DEADLINE_EXCEEDED',
  }
  return names[status] ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT')
}
