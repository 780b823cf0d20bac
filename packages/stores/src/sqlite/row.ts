import type { CachedAnswer } from '@strait/core'
import { keyedHash } from '../keyed-hash.ts'

export interface Row {
  readonly key: string
  readonly expires: number
  readonly size: number
  readonly head: string
  readonly body: Uint8Array
  readonly seal: string
}

/** What a row takes beside its texts and bytes. */
const AROUND = 200

export interface Rows {
  toRow(key: string, answer: CachedAnswer): Row
  /** undefined where the row is not what was written under this name. */
  fromRow(key: string, row: Pick<Row, 'head' | 'body' | 'seal'>): CachedAnswer | undefined
}

/**
 * Answers as rows. Each is sealed together with its name: SQLite sees no changed byte, and nobody may get bytes that
 * were not answered to him.
 */
export function sealedRows(secret: Uint8Array): Rows {
  const hashed = keyedHash(secret)
  const sealOf = (key: string, head: string, body: Uint8Array) => hashed(`seal\n${key}\n${head}\n`, body)
  return {
    toRow(key, { body, ...rest }) {
      const head = JSON.stringify(rest)
      const size = AROUND + key.length + head.length + body.length
      return { key, expires: rest.expires, size, head, body, seal: sealOf(key, head, body) }
    },
    fromRow(key, { head, body, seal }) {
      if (sealOf(key, head, body) !== seal) return undefined
      const { reason, by, ...rest } = JSON.parse(head) as Omit<CachedAnswer, 'body'>
      return { ...rest, reason, by, body }
    },
  }
}
