import { afterTheEnd } from './after-the-end.ts'
import { chunked } from './chunked.ts'
import { connectionManagement } from './connection-management.ts'
import { contentLength } from './content-length.ts'
import { fieldSyntax } from './field-syntax.ts'
import { incompleteMessages } from './incomplete-messages.ts'
import { interim } from './interim.ts'
import { limits } from './limits.ts'
import { messageBodyLength } from './message-body-length.ts'
import { obsFold } from './obs-fold.ts'
import type { Row } from './row.ts'
import { statusLine } from './status-line.ts'
import { trailers } from './trailers.ts'
import { transferEncoding } from './transfer-encoding.ts'

/** Good and bad answers under the headings of RFC 9112. */
export const corpus: Readonly<Record<string, readonly Row[]>> = {
  'status line': statusLine,
  'field syntax': fieldSyntax,
  'line folding': obsFold,
  'content-length': contentLength,
  'transfer-encoding': transferEncoding,
  'chunked coding': chunked,
  trailers,
  'message body length': messageBodyLength,
  'incomplete messages': incompleteMessages,
  'connection management': connectionManagement,
  'interim answers': interim,
  limits,
  'bytes after the end': afterTheEnd,
}
