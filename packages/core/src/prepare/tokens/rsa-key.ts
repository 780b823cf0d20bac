export type RsaKeyRead =
  | { readonly kind: 'ok'; readonly der: Uint8Array<ArrayBuffer> }
  /** `says` never holds a part of the text. */
  | { readonly kind: 'invalid'; readonly says: string }

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTETS = 0x04
/** rsaEncryption (RFC 8017 appendix C), as an object identifier in DER. */
const RSA = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
/** version, n, e, d, p, q, dP, dQ, qInv (RFC 8017 A.1.2). */
const RSA_NUMBERS = 9

/**
 * An RSA private key in PKCS#8 form (RFC 5958) from its PEM text. Judged by its shape alone, so that a config can
 * be refused without waiting for WebCrypto.
 */
export function readRsaKey(pem: string): RsaKeyRead {
  // Whoever puts the JSON through a shell or a second JSON has its line breaks as two characters each.
  const found = PEM.exec(pem.replaceAll('\\n', '\n'))
  if (found === null) return invalid('it is no whole PEM text')
  const [, label, body = ''] = found
  if (label === 'RSA PRIVATE KEY') return invalid('it is in PKCS#1 form; `openssl pkcs8 -topk8 -nodes` makes PKCS#8')
  if (label === 'ENCRYPTED PRIVATE KEY') return invalid('it is encrypted')
  if (label !== 'PRIVATE KEY') return invalid('it is no private key in PKCS#8 form (-----BEGIN PRIVATE KEY-----)')
  const der = decode(body.replace(/\s+/g, ''))
  if (der === undefined) return invalid('its PEM text is damaged')
  return isRsa(der) ? { kind: 'ok', der } : invalid('it is no RSA key, or a damaged one')
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}

function isRsa(der: Uint8Array): boolean {
  const whole = element(der, 0, der.length, SEQUENCE)
  if (whole === undefined || whole.end !== der.length) return false
  const version = element(der, whole.start, whole.end, INTEGER)
  const algorithm = version && element(der, version.end, whole.end, SEQUENCE)
  if (algorithm === undefined || !RSA.every((byte, i) => der[algorithm.start + i] === byte)) return false
  const octets = element(der, algorithm.end, whole.end, OCTETS)
  const key = octets && element(der, octets.start, octets.end, SEQUENCE)
  if (key === undefined) return false
  let at = key.start
  for (let i = 0; i < RSA_NUMBERS; i++) {
    const number = element(der, at, key.end, INTEGER)
    if (number === undefined) return false
    at = number.end
  }
  return true
}

/** Where the contents of a DER element begin and end (X.690 8.1); undefined where another tag stands or it is cut short. */
function element(der: Uint8Array, at: number, limit: number, tag: number): { start: number; end: number } | undefined {
  if (at + 2 > limit || der[at] !== tag) return undefined
  let start = at + 2
  let length = der[at + 1] as number
  if (length >= 0x80) {
    const bytes = length & 0x7f
    if (bytes === 0 || bytes > 3 || start + bytes > limit) return undefined
    length = 0
    for (const end = start + bytes; start < end; start++) length = length * 256 + (der[start] as number)
  }
  return start + length > limit ? undefined : { start, end: start + length }
}

function invalid(says: string): RsaKeyRead {
  return { kind: 'invalid', says }
}
