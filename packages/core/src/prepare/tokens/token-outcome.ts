import type { Secret } from '../../secret.ts'

export type TokenOutcome =
  | {
      readonly kind: 'token'
      readonly token: Secret
      /** ms from the moment it was asked for. */
      readonly life: number
    }
  | {
      readonly kind: 'failed'
      /** Behind "No token could be obtained: ". Callers see it: no secret, no address, no words of the endpoint's own. */
      readonly says: string
      /** ms that the endpoint asks us to stay away. */
      readonly wait: number
      readonly cause: unknown
    }
