import type { Kit } from '../../kit.ts'
import type { Base } from '../../prepare/path.ts'
import { bearer } from '../../providers/bearer.ts'
import type { UpstreamRequest } from '../../runtime.ts'
import type { Target } from '../target.ts'

/** What asks a target whether it is well: a GET with the credential that calls have, as far as that is no signature. */
export async function healthRequest(target: Target, base: Base, path: string, kit: Kit): Promise<UpstreamRequest> {
  return {
    origin: base,
    method: 'GET',
    target: path,
    headers: ['accept', '*/*', ...(await credentialLines(target, kit)), ...(target.request?.appended ?? [])],
    body: { kind: 'none' },
    addresses: undefined,
    tls: target.tls,
    connectTimeout: target.timeouts.connect,
    expectContinue: 0,
    maxHead: kit.plan.bounds.answerHead,
    secretNames: target.secretNames,
  }
}

async function credentialLines({ credential, provider }: Target, kit: Kit): Promise<readonly string[]> {
  if (credential?.kind === 'token') return bearer.attach((await credential.source.get(kit)).reveal())
  if (credential?.kind !== 'key' || provider.credential.kind === 'none') return []
  return provider.credential.attach(credential.key.reveal())
}
