import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { UpstreamRequest } from '../runtime.ts'
import type { Credential, Target } from '../send/target.ts'
import type { Draft } from './draft.ts'
import { signV4 } from './sign/sigv4.ts'

/** Puts Strait's credential on the request in the provider's own way, then the body; signing needs it whole. */
export function attachCredential(
  draft: Draft,
  exchange: Admitted,
  target: Target,
  kit: Kit,
): UpstreamRequest | Promise<UpstreamRequest> {
  const { credential } = target
  if (credential === undefined) return withBody(draft, exchange)
  switch (credential.kind) {
    case 'key':
      addKey(draft, credential, target)
      return withBody(draft, exchange)
    case 'aws':
      return signed(draft, credential, exchange, target, kit)
    default:
      return credential satisfies never
  }
}

function withBody(draft: Draft, { body }: Admitted): UpstreamRequest {
  draft.body = body.send()
  return draft
}

function addKey(draft: Draft, credential: Credential & { kind: 'key' }, target: Target): void {
  const scheme = target.provider.credential
  if (scheme.kind !== 'none') draft.headers.push(...scheme.attach(credential.key.reveal()))
}

async function signed(
  draft: Draft,
  credential: Credential & { kind: 'aws' },
  exchange: Admitted,
  target: Target,
  { plan, runtime }: Kit,
): Promise<UpstreamRequest> {
  const scheme = target.provider.credential
  if (scheme.kind !== 'sigv4') throw new GatewayError('internal')
  const body = await exchange.body.whole(plan.bounds.signedBody)
  if (body === 'too_large') throw new GatewayError('body_too_large_to_sign')
  const headers = await signV4({
    method: draft.method,
    target: draft.target,
    headers: ['host', draft.origin.hostHeader, ...draft.headers],
    body,
    region: credential.region,
    service: scheme.service,
    accessKeyId: credential.accessKeyId,
    secretAccessKey: credential.secretAccessKey.reveal(),
    sessionToken: credential.sessionToken?.reveal(),
    now: new Date(runtime.now()),
  })
  draft.headers.push(...headers)
  return withBody(draft, exchange)
}
