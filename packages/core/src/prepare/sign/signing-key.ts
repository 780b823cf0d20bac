export interface SigningScope {
  readonly day: string
  readonly region: string
  readonly service: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface Entry {
  readonly secret: string
  readonly key: Promise<CryptoKey>
}

/** A gateway has few access keys and AWS few regions; a new day makes new entries and pushes the old ones out. */
const MAX_ENTRIES = 64
const entries = new Map<string, Entry>()
const encoder = new TextEncoder()

/**
 * The key that signs for one day, region and service: four rounds of HMAC, which AWS means to be kept for the day.
 * The secret is compared because an operator may mend a mistyped one under the same key id.
 */
export function signingKey(scope: SigningScope): Promise<CryptoKey> {
  const { day, region, service, accessKeyId, secretAccessKey: secret } = scope
  const name = `${day}/${region}/${service}/${accessKeyId}`
  const known = entries.get(name)
  if (known?.secret === secret) return known.key
  const key = derive(scope)
  entries.delete(name)
  entries.set(name, { secret, key })
  if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value as string)
  return key
}

export async function hmac(key: CryptoKey, data: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data))
}

async function derive({ day, region, service, secretAccessKey }: SigningScope): Promise<CryptoKey> {
  let key = await importKey(encoder.encode(`AWS4${secretAccessKey}`))
  for (const part of [day, region, service, 'aws4_request']) {
    key = await importKey(await hmac(key, encoder.encode(part)))
  }
  return key
}

function importKey(raw: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
