import { hex, sha256 } from '../../web/digest.ts'
import { canonicalRequest } from './canonical-request.ts'
import { hmac, signingKey } from './signing-key.ts'

export interface SigningInput {
  readonly method: string
  /** Path and query byte for byte as they will be sent. */
  readonly target: string
  /** Flat list of the headers that will be sent, `host` among them. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
  readonly region: string
  readonly service: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly now: Date
  /** Which headers to sign, by lower-case name. */
  readonly signs?: (name: string) => boolean
}

/** The signer's own: what a caller sent under these names is no part of the signature, and must not be sent. */
const OWN: ReadonlySet<string> = new Set(['authorization', 'x-amz-date', 'x-amz-security-token'])

/**
 * AWS Signature Version 4 in headers (IAM User Guide, "Create a signed AWS API request"). Returns the headers to add,
 * flat. `x-amz-content-sha256` is not among them: S3 alone wants it, and the signature covers the body's hash anyway.
 */
export async function signV4(input: SigningInput): Promise<string[]> {
  const { region, service, accessKeyId, secretAccessKey, sessionToken, signs = isRequired } = input
  const time = input.now.toISOString().replace(/[-:]|\.\d+/g, '')
  const day = time.slice(0, 8)
  const added = ['x-amz-date', time]
  if (sessionToken !== undefined) added.push('x-amz-security-token', sessionToken)
  const headers = [...chosen(input.headers, signs), ...added]
  const { text, signedNames } = canonicalRequest(input.method, input.target, headers, hex(await sha256(input.body)))
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hex(await sha256(latin1(text)))}`
  const key = await signingKey({ day, region, service, accessKeyId, secretAccessKey })
  const signature = hex(await hmac(key, latin1(toSign)))
  const credential = `Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`
  return [...added, 'authorization', `AWS4-HMAC-SHA256 ${credential}`]
}

/**
 * AWS asks for `host`, `content-type` and every `x-amz-*`. Not signing the others is what lets a proxy on the way to
 * AWS, or the HTTP client beneath us, touch them.
 */
function isRequired(name: string): boolean {
  return name === 'host' || name === 'content-type' || name.startsWith('x-amz-')
}

function chosen(flat: readonly string[], signs: (name: string) => boolean): string[] {
  const kept: string[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] as string).toLowerCase()
    if (!OWN.has(name) && signs(name)) kept.push(name, flat[i + 1] as string)
  }
  return kept
}

/** Header values hold one byte per char (latin-1), and are hashed as they go over the wire. */
function latin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
