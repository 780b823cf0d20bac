import * as tls from 'node:tls'
import type { DialTls } from '@strait/wire'
import { PerIdentity } from './per-identity.ts'

const CONTEXTS_MAX = 256
const SESSIONS_MAX = 1024

const contexts = new PerIdentity<tls.SecureContext>(CONTEXTS_MAX)

/**
 * TLS sessions by `sessionKey()`. A resumed one is not checked again, so it is kept under the name it was checked
 * for, and for the identity that trusted it.
 */
export const tlsSessions = new PerIdentity<Buffer>(SESSIONS_MAX)

export function sessionKey(host: string, port: number, identity: DialTls): string {
  return `${host}:${port} ${identity.id}`
}

/** Reading a hundred and twenty authorities takes milliseconds, so an identity is read once. */
export function secureContext(identity: DialTls): tls.SecureContext | undefined {
  const { id, ca, cert, key } = identity
  // The runtime has one of its own for the public authorities.
  if (ca === undefined && cert === undefined && key === undefined) return undefined
  const known = contexts.get(id, identity)
  if (known !== undefined) return known
  const made = tls.createSecureContext({
    ...(ca === undefined ? {} : { ca: [...tls.getCACertificates('default'), ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  })
  contexts.set(id, identity, made)
  return made
}
