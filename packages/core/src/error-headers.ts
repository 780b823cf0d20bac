import type { GatewayError } from './errors.ts'
import type { ErrorShape } from './providers/provider.ts'

/** What of a refusal an SDK looks for in the head: AWS's take the class of an error from there. */
export function errorHeaders(shape: ErrorShape, { status }: GatewayError): readonly string[] {
  return shape === 'aws' ? ['x-amzn-errortype', awsType(status)] : []
}

/** Amazon Bedrock API reference, "Converse", errors: those names alone have classes. */
function awsType(status: number): string {
  const types: Record<number, string> = {
    401: 'AccessDeniedException',
    403: 'AccessDeniedException',
    404: 'ResourceNotFoundException',
    429: 'ThrottlingException',
    503: 'ServiceUnavailableException',
    504: 'ModelTimeoutException',
  }
  return types[status] ?? (status >= 500 ? 'InternalServerException' : 'ValidationException')
}
