import {
  type Cancel,
  createTokenSource,
  entraGrant,
  type Kit,
  Secret,
  State,
  type TokenSource,
  type UpstreamOutcome,
  type UpstreamRequest,
  utf8,
} from '../src/index.ts'
import { answer, fakeRuntime, makePlan, type Upstream } from './harness.ts'

/** A clock that stands still until it is moved, in seconds; what is due then is done by the state's own timer. */
export interface HandClock {
  seconds: number
}

export interface TokenStage {
  readonly kit: Kit
  readonly clock: HandClock
  /** Every form that reached the token endpoint. */
  readonly forms: URLSearchParams[]
  /** What the endpoint answers from now on. */
  answers(upstream: Upstream): void
}

export function tokenStage(): TokenStage {
  const clock: HandClock = { seconds: 1000 }
  const forms: URLSearchParams[] = []
  let endpoint: Upstream = () => token(`token-${forms.length}`)
  const upstream: Upstream = (request, cancel) => {
    forms.push(formOf(request))
    return endpoint(request, cancel)
  }
  const runtime = fakeRuntime(upstream, { clock: () => clock.seconds * 1000 })
  return {
    kit: { plan: makePlan(), runtime, state: new State(runtime.clock) },
    clock,
    forms,
    answers(next) {
      endpoint = next
    },
  }
}

export function token(value: string, life: unknown = 3600): UpstreamOutcome {
  return answer(JSON.stringify({ token_type: 'Bearer', expires_in: life, access_token: value }))
}

export function refusal(error: string, status = 401, headers: string[] = []): UpstreamOutcome {
  return answer(JSON.stringify({ error, error_description: 'planted-description' }), { status, headers })
}

export const CLIENT_SECRET = 'planted-client-secret'

export function entraSource(clientSecret = CLIENT_SECRET, label = 'azure-eu'): TokenSource {
  const secret = new Secret(clientSecret, 'test')
  return createTokenSource(label, entraGrant({ tenantId: 'contoso.test', clientId: 'app', clientSecret: secret }))
}

/** An upstream that answers when told, or when the line is pulled. */
export function waiting(): { readonly upstream: Upstream; release(outcome: UpstreamOutcome): void } {
  let release: (outcome: UpstreamOutcome) => void = () => {}
  const upstream = (_request: UpstreamRequest, cancel: Cancel) =>
    new Promise<UpstreamOutcome>((resolve) => {
      release = resolve
      cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
    })
  return { upstream, release: (outcome) => release(outcome) }
}

/** A key pair and the private key as key files have it. */
export async function rsaPair(): Promise<{ readonly pem: string; readonly publicKey: CryptoKey }> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 }
  const publicExponent = new Uint8Array([1, 0, 1])
  const pair = await crypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify'])
  return { pem: await pemOf(pair.privateKey), publicKey: pair.publicKey }
}

export async function pemOf(key: CryptoKey): Promise<string> {
  const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))
  const base64 = btoa(String.fromCharCode(...der))
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`
}

export function formOf({ body }: UpstreamRequest): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(body.kind === 'bytes' ? body.bytes : utf8('')))
}
