import type { UpstreamFailureCode, UpstreamRequest } from '@strait/core'
import type { FetchPlatform } from './fetch-platform.ts'
import { type FetchUpload, fetchUpload, oneChunk } from './fetch-upload.ts'

export type FetchRequest =
  | { readonly kind: 'ok'; readonly url: string; readonly init: RequestInit; readonly upload: FetchUpload | undefined }
  | { readonly kind: 'refused'; readonly code: UpstreamFailureCode; readonly detail: string }

/** The request as `fetch` takes it, or why it can't: what it would change or drop is refused before anything is sent. */
export function fetchRequest(request: UpstreamRequest, platform: FetchPlatform): FetchRequest {
  const { method, body } = request
  if (request.upgrade !== undefined) return refused('upgrade_needs_sockets', 'fetch hands over no connection')
  if (request.addresses !== undefined) return refused('egress_unpinned', 'fetch resolves names by itself')
  if (request.tls !== undefined) return refused('upstream_tls', 'fetch has no authorities and certificates of its own')
  if (!keepsMethod(method)) return refused('method_unsupported', 'fetch refuses this method, or sends another')
  const bodyless = method === 'GET' || method === 'HEAD'
  if (bodyless && body.kind !== 'none' && body.kind !== 'empty') {
    return refused('body_not_carried', 'fetch sends no body with this method')
  }
  const url = urlOf(request, platform)
  if (url === undefined) return refused('bad_target', 'fetch would send another target')
  const headers = headersOf(request, platform)
  if (headers === undefined) return refused('bad_header', 'fetch takes no such header')
  const upload = bodyless ? undefined : uploadOf(request, platform)
  const init = { ...platform.init(method), method, headers, redirect: 'manual', duplex: 'half' } as RequestInit
  const sent = upload?.stream ?? (bodyless ? undefined : wholeOf(request))
  if (sent !== undefined) init.body = sent
  return { kind: 'ok', url, init, upload }
}

function refused(code: UpstreamFailureCode, detail: string): FetchRequest {
  return { kind: 'refused', code, detail }
}

const COMMON: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])

/** Fetch upper-cases some methods, refuses some, and Bun makes GET of what it does not know. */
function keepsMethod(method: string): boolean {
  if (COMMON.has(method)) return true
  if (/^(?:connect|trace|track)$/i.test(method)) return false
  try {
    return new Request('http://localhost/', { method }).method === method
  } catch {
    return false
  }
}

/** Fetch may escape what stands bare (RFC 3986 2.4: the same address), and no more. */
function urlOf({ origin, target }: UpstreamRequest, { joinsSlashes }: FetchPlatform): string | undefined {
  if (!target.startsWith('/') || target.includes('#') || (joinsSlashes && target.startsWith('//'))) return undefined
  const written = `${origin.origin}${target}`
  if (!URL.canParse(written)) return undefined
  const url = new URL(written)
  return unescaped(url.href.slice(url.origin.length)) === unescaped(target) ? url.href : undefined
}

function unescaped(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16)))
}

function headersOf({ headers: flat, body }: UpstreamRequest, platform: FetchPlatform): Headers | undefined {
  const headers = new Headers()
  const cookies: string[] = []
  try {
    for (let i = 0; i < flat.length; i += 2) {
      const [name, value] = [flat[i] as string, flat[i + 1] as string]
      // RFC 6265 5.4: of all lists this one is joined with a semicolon.
      if (name.toLowerCase() === 'cookie') cookies.push(value)
      else headers.append(name, value)
    }
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  } catch {
    return undefined
  }
  if (platform.needsIdentity) headers.set('accept-encoding', 'identity')
  if (body.kind === 'stream' && body.length !== undefined && !platform.repeats) {
    headers.set('content-length', `${body.length}`)
  }
  return headers
}

function uploadOf(request: UpstreamRequest, { repeats }: FetchPlatform): FetchUpload | undefined {
  const { body } = request
  if (body.kind === 'stream') return fetchUpload(body, () => request.onProgress?.())
  if (!repeats || request.method === 'OPTIONS') return undefined
  const bytes = body.kind === 'bytes' ? body.bytes : new Uint8Array(0)
  return fetchUpload({ chunks: oneChunk(bytes), length: bytes.length }, () => {})
}

function wholeOf({ body }: UpstreamRequest): Uint8Array<ArrayBuffer> | undefined {
  if (body.kind === 'empty') return new Uint8Array(0)
  return body.kind === 'bytes' ? (body.bytes as Uint8Array<ArrayBuffer>) : undefined
}
