export { type Client, type Counts, createClient, type WireOptions } from './client.ts'
export type { Dial, DialFailure, Dialing, DialRequest, DialTls, Socket, SocketHandler, TlsReason } from './dial.ts'
export { WireError, type WireErrorCode } from './errors.ts'
export type {
  WireAnswer,
  WireBody,
  WireCancel,
  WireFailure,
  WireFlow,
  WireOutcome,
  WireOutlet,
  WireRequest,
  WireSink,
  WireTunnel,
} from './exchange.ts'
export { Reader, type ReaderSink } from './reader.ts'
export type { ReaderError } from './reader-error.ts'
export type { Framing, ResponseHead } from './response-head.ts'
export type { Timer, Timers } from './timers.ts'
