/** One thing that was asked for. */
export interface Said {
  readonly text: string
  /** How to call it in a refusal. */
  readonly where: string
  /** The operator's own word is trusted: his hosts, and his credentials, which must not go to others. */
  readonly by: 'request' | 'operator'
}

/** What a request asks for, from its headers and its config: plain words, nothing of them looked up yet. */
export interface Ask {
  /** By key of the config, in snake case. */
  readonly said: ReadonlyMap<string, Said>
  /** ms; 0 where the config says nothing. */
  readonly patience: number
  /** Which part of the config this is, as a JSON path. */
  readonly option: string
}
