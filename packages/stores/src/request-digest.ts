import { createHmac, createSecretKey } from 'node:crypto'

/**
 * HMAC-SHA256 over a request. Not WebCrypto: that gives a promise, and a hundred microseconds for it, which is more
 * than all the rest of a hit.
 */
export function requestDigest(secret: Uint8Array): (head: string, body: Uint8Array) => string {
  const key = createSecretKey(secret)
  // A head ends with an empty line, and holds none before: so where it ends and the body begins is never in doubt.
  return (head, body) => createHmac('sha256', key).update(head, 'utf8').update(body).digest('base64url')
}
