import type { UpstreamBody, UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import { concat, copyOf, utf8 } from '../web/bytes.ts'
import { hex, sha256 } from '../web/digest.ts'
import { pairsOf } from '../web/fields.ts'
import { maskHeaders, maskTarget } from '../web/mask.ts'

/** Held to hash and show it; a longer body is counted, not kept. */
const SHOWN_MAX = 8 * 1024 * 1024

/**
 * The `echo` provider: answers with what an upstream would have received, credentials masked. It stands where
 * the transport would, so everything before it has happened as for a real provider.
 */
export async function echo(request: UpstreamRequest): Promise<UpstreamOutcome> {
  const body = await collect(request.body)
  const framing = [...expectationOf(request), ...framingOf(request.body)]
  const headers = maskHeaders(['host', request.origin.hostHeader, ...request.headers, ...framing], request.secretNames)
  const report = {
    method: request.method,
    target: maskTarget(request.target),
    headers: pairsOf(headers),
    body: {
      bytes: body.length,
      sha256: body.bytes === undefined ? null : hex(await sha256(body.bytes)),
      text: body.bytes === undefined ? null : asText(body.bytes),
    },
  }
  const answer = utf8(`${JSON.stringify(report, undefined, 2)}\n`)
  const type = ['content-type', 'application/json', 'x-content-type-options', 'nosniff', 'cache-control', 'no-store']
  return {
    kind: 'answer',
    status: 200,
    reason: 'OK',
    headers: [...type, 'content-length', String(answer.length)],
    body: request.method === 'HEAD' ? undefined : answer,
  }
}

function expectationOf({ body, expectContinue }: UpstreamRequest): string[] {
  const hasBody = body.kind === 'bytes' || body.kind === 'stream'
  return expectContinue > 0 && hasBody ? ['expect', '100-continue'] : []
}

function framingOf(body: UpstreamBody): string[] {
  switch (body.kind) {
    case 'none':
      return []
    case 'empty':
      return ['content-length', '0']
    case 'bytes':
      return ['content-length', String(body.bytes.length)]
    case 'stream':
      return body.length === undefined ? ['transfer-encoding', 'chunked'] : ['content-length', String(body.length)]
    default:
      return body satisfies never
  }
}

async function collect(body: UpstreamBody): Promise<{ length: number; bytes: Uint8Array | undefined }> {
  if (body.kind === 'none' || body.kind === 'empty') return { length: 0, bytes: new Uint8Array(0) }
  if (body.kind === 'bytes') return { length: body.bytes.length, bytes: body.bytes }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of body.chunks) {
    length += chunk.length
    if (length <= SHOWN_MAX) parts.push(copyOf(chunk))
    else parts.length = 0
  }
  return { length, bytes: length <= SHOWN_MAX ? concat(parts) : undefined }
}

/** As text where the bytes are UTF-8; binary is for the hash to tell. */
function asText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
