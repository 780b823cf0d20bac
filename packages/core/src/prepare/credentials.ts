import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { bearer } from '../providers/bearer.ts'
import type { UpstreamRequest } from '../runtime.ts'
import type { Secret } from '../secret.ts'
import type { Credential, Target } from '../send/target.ts'
import type { Draft } from './draft.ts'
import { editBody } from './edit-body.ts'
import { signV4 } from './sign/sigv4.ts'
import type { TokenSource } from './tokens/token-source.ts'
import { unlessGone } from './tokens/unless-gone.ts'

/** Puts Strait's credential on the request in the provider's own way, then the body; signing needs it whole. */
export function attachCredential(
  draft: Draft,
  exchange: Admitted,
  target: Target,
  kit: Kit,
): UpstreamRequest | Promise<UpstreamRequest> {
  const { credential } = target
  if (credential === undefined) return withBody(draft, exchange, target, kit)
  switch (credential.kind) {
    case 'key':
      addKey(draft, credential, target)
      return withBody(draft, exchange, target, kit)
    case 'aws':
      return signed(draft, credential, exchange, target, kit)
    case 'token':
      return withToken(draft, credential.source, exchange, target, kit)
    default:
      return credential satisfies never
  }
}

function withBody(
  draft: Draft,
  exchange: Admitted,
  target: Target,
  kit: Kit,
): UpstreamRequest | Promise<UpstreamRequest> {
  if (target.edit === undefined) return send(draft, exchange)
  return editBody(draft, exchange, target, kit).then((edited) => send(draft, exchange, edited))
}

function send(draft: Draft, { body }: Admitted, edited?: Uint8Array): UpstreamRequest {
  draft.body = body.send(edited)
  return draft
}

function addKey(draft: Draft, credential: Credential & { kind: 'key' }, target: Target): void {
  const scheme = target.provider.credential
  if (scheme.kind !== 'none') draft.headers.push(...scheme.attach(credential.key.reveal()))
}

function withToken(
  draft: Draft,
  source: TokenSource,
  exchange: Admitted,
  target: Target,
  kit: Kit,
): UpstreamRequest | Promise<UpstreamRequest> {
  const add = (token: Secret) => {
    draft.headers.push(...bearer.attach(token.reveal()))
    return withBody(draft, exchange, target, kit)
  }
  const token = source.get(kit)
  return token instanceof Promise ? unlessGone(token, exchange.cancel).then(add) : add(token)
}

async function signed(
  draft: Draft,
  credential: Credential & { kind: 'aws' },
  exchange: Admitted,
  target: Target,
  kit: Kit,
): Promise<UpstreamRequest> {
  const { plan, runtime } = kit
  const scheme = target.provider.credential
  if (scheme.kind !== 'sigv4') throw new GatewayError('internal')
  const edited = await editBody(draft, exchange, target, kit)
  const body = edited ?? (await exchange.body.whole(plan.bounds.signedBody))
  if (body === 'too_large' || body.length > plan.bounds.signedBody) throw new GatewayError('body_too_large_to_sign')
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
  return send(draft, exchange, edited)
}
