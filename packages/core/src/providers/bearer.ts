import type { CredentialScheme } from './provider.ts'

/** `Authorization: Bearer KEY` (RFC 6750 2.1), as most providers have it. */
export const bearer = {
  kind: 'header',
  attach: (key) => ['authorization', `Bearer ${key}`],
} satisfies CredentialScheme
