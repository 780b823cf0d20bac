import type { RequestHead } from './provider.ts'

/** AWS General Reference, "Signature Version 4": the scope of a signature names the service it is made for. */
const SIGNATURE = /^AWS4-HMAC-SHA256 +Credential=[^/,]+\/\d{8}\/[^/,]+\/bedrock\/aws4_request/

export function signedForBedrock({ fields }: RequestHead): boolean {
  return SIGNATURE.test(fields.get('authorization') ?? '')
}
