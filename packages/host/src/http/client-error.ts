import type { Duplex } from 'node:stream'

/** What Node's parser refused before there was a request: code → status line and our code. */
const ANSWERS: Record<string, readonly [status: string, code: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'head_too_large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'body_too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'head_timeout'],
  HPE_INVALID_METHOD: ['501 Not Implemented', 'method_unsupported'],
}

/** Answers on the bare socket, if nothing else has been written to it, and closes. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const [status, code] = ANSWERS[error.code ?? ''] ?? ['400 Bad Request', 'bad_request']
  const wrote = (socket as { bytesWritten?: number }).bytesWritten ?? 0
  const answering = (socket as { _httpMessage?: unknown })._httpMessage !== null && wrote > 0
  if (!socket.writable || answering) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nx-strait-error: ${code}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
