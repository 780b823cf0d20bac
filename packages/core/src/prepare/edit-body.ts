import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Target } from '../send/target.ts'
import { withoutLines } from '../web/fields.ts'
import type { Draft } from './draft.ts'
import { type Recoding, recodingOf } from './recode.ts'

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
  exchange: Admitted,
  { edit, recode }: Pick<Target, 'edit' | 'recode'>,
  { plan }: Kit,
): Promise<Uint8Array | undefined> {
  const { body } = exchange
  if (edit === undefined || !body.present) return undefined
  const most = plan.bounds.editedBody
  const recoding = recodingFor(exchange, recode === true)
  const whole = await body.whole(most)
  const plain = whole === 'too_large' || recoding === undefined ? whole : await recoding.unpack(whole, most)
  if (plain === 'too_large') throw new GatewayError('body_too_large_to_edit')
  const edited = edit(plain)
  if (edited === undefined) return undefined
  draft.headers = withoutLines(draft.headers, DIGESTS)
  return recoding === undefined ? edited : recoding.pack(edited)
}

/** Nothing compressed is unpacked unless the operator said so. */
function recodingFor({ arrival: { fields } }: Admitted, recode: boolean): Recoding | undefined {
  const encoding = fields.get('content-encoding') ?? 'identity'
  if (/^\s*(?:identity)?\s*$/i.test(encoding)) return undefined
  const recoding = recode ? recodingOf(encoding) : undefined
  if (recoding === undefined) throw new GatewayError('override_encoded')
  return recoding
}
