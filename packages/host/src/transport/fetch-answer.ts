import { Fields, type UpstreamFailureCode } from '@strait/core'
import type { FetchPlatform } from './fetch-platform.ts'

export type FetchHead =
  | { readonly kind: 'ok'; readonly headers: readonly string[]; readonly length: number | undefined }
  | { readonly kind: 'wrong'; readonly code: UpstreamFailureCode; readonly detail: string }

/** Fields that speak of the bytes as they were before they were decoded. */
const OF_CODED = new Set(['content-encoding', 'content-length', 'content-digest', 'content-md5', 'repr-digest'])

/** The head of an answer as it is true of the body that `fetch` gives, or why there is none. */
export function fetchHead(response: Response, maxHead: number, platform: FetchPlatform): FetchHead {
  const { status, body } = response
  if (status === 101) return wrong('upstream_unexpected_upgrade', 'status 101')
  if (response.type === 'opaqueredirect') return wrong('upstream_malformed', 'fetch hides redirects here')
  const fields = Fields.fromHeaders(response.headers)
  if (fields.bytes > maxHead) return wrong('upstream_head_too_large', `${fields.bytes} bytes`)
  const length = fields.get('content-length')
  if (length !== undefined && (!/^\d+$/.test(length) || fields.has('transfer-encoding'))) {
    return wrong('upstream_malformed', 'two readers could disagree where the body ends')
  }
  const coding = fields.get('content-encoding')?.trim() ?? ''
  const coded = body !== null && coding !== '' && coding.toLowerCase() !== 'identity'
  const decoded = coded && platform.decodes(coding)
  if (decoded === undefined) return wrong('upstream_malformed', `nobody knows whether fetch has taken off ${coding}`)
  if (decoded) return { kind: 'ok', headers: headersOf(fields, true), length: undefined }
  const announced = body === null || length === undefined ? undefined : Number(length)
  return { kind: 'ok', headers: headersOf(fields, false), length: announced }
}

function headersOf(fields: Fields, decoded: boolean): string[] {
  const kept: string[] = []
  fields.names.forEach((name, i) => {
    // Fetch drops trailers, so nothing announces them.
    if (name === 'trailer' || (decoded && OF_CODED.has(name))) return
    const value = fields.value(i)
    // RFC 9110 8.8.3: a strong tag is of these very bytes.
    const strong = decoded && name === 'etag' && value.startsWith('"')
    kept.push(name, strong ? `W/${value}` : value)
  })
  return kept
}

function wrong(code: UpstreamFailureCode, detail: string): FetchHead {
  return { kind: 'wrong', code, detail }
}
