export type ProxyTrouble = 'unreachable' | 'unauthorized' | 'refused' | 'broken'

/** What went wrong between Strait and the proxy. `code` is for the log: it holds nothing that the proxy wrote but a status. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly trouble: ProxyTrouble
  readonly code: string

  constructor(trouble: ProxyTrouble, code: string, cause?: unknown) {
    super(`${trouble}: ${code}`, cause === undefined ? undefined : { cause })
    this.trouble = trouble
    this.code = code
  }
}
