import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { BodyEdit } from '../send/target.ts'
import { withoutLines } from '../web/fields.ts'
import type { Draft } from './draft.ts'

/**
 * Hashes of the body that was: RFC 9530, the fields that it and RFC 7231 made obsolete, and the one of AWS's SDKs. Over
 * another body they are false, and an upstream that checks them refuses it.
 */
const DIGESTS: ReadonlySet<string> = new Set([
  ...['content-digest', 'repr-digest', 'digest', 'content-md5'],
  'x-amz-content-sha256',
])

/** What goes in place of the client's body, for this attempt alone; undefined: that goes as it came. */
export async function editBody(
  draft: Draft,
  { body }: Admitted,
  edit: BodyEdit,
  { plan }: Kit,
): Promise<Uint8Array | undefined> {
  if (!body.present) return undefined
  const whole = await body.whole(plan.bounds.editedBody)
  if (whole === 'too_large') throw new GatewayError('body_too_large_to_edit')
  const edited = edit(whole)
  if (edited !== undefined) draft.headers = withoutLines(draft.headers, DIGESTS)
  return edited
}
