import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { UpstreamBody, UpstreamRequest } from '../runtime.ts'
import type { Target } from '../send/target.ts'
import type { AttemptTrace } from '../telemetry.ts'
import type { Fields } from '../web/fields.ts'
import { dropQueryPair } from '../web/mask.ts'
import { askToUpgrade } from './ask-to-upgrade.ts'
import { attachCredential } from './credentials.ts'
import type { Draft } from './draft.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import { interimTo } from './interim.ts'
import { ownPath } from './own-path.ts'
import { joinTarget } from './path.ts'
import { pinAddresses } from './pin-addresses.ts'
import { placeOf } from './place.ts'
import { removedNames } from './removed-names.ts'
import { renameModel } from './rename-model.ts'
import { forwardRequestHeaders } from './request-headers.ts'
import { traceHeaders } from './trace-headers.ts'

/**
 * Exchange and target make the upstream's request. Runs once per attempt, because every target has an address
 * and a secret of its own; waits only where a name must be checked or a body signed.
 */
export function prepare(
  exchange: Admitted,
  target: Target,
  trace: AttemptTrace | undefined,
  kit: Kit,
): UpstreamRequest | Promise<UpstreamRequest> {
  const { arrival, match } = exchange
  const asked = target.rest === undefined ? match.rest : target.rest(exchange.path)
  const rest = target.paths === undefined ? asked : ownPath(asked, target.paths)
  if (target.provider.http2Only?.test(rest)) throw new GatewayError('protocol_unsupported')
  const place = placeOf(target, rest)
  const query = targetQuery(exchange, target, rest)
  const path = joinTarget(place.base, target.join, { path: exchange.path, rest, query })
  if (path === undefined) throw new GatewayError('dot_segments')
  let headers = forwardRequestHeaders(arrival.fields, {
    removeNames: removedNames(exchange.carriers, target),
    rules: target.request,
  })
  if (target.fill !== undefined) fillIn(headers, target.fill, arrival.fields)
  if (kit.plan.forwarded === 'add') headers = forwardedHeaders(headers, exchange)
  if (trace !== undefined) headers = traceHeaders(headers, trace.headers)
  const draft: Draft = {
    origin: place.base,
    method: arrival.method,
    target: path,
    headers,
    body: NO_BODY,
    addresses: undefined,
    tls: target.tls,
    connectTimeout: target.timeouts.connect,
    expectContinue: target.timeouts.continue,
    maxHead: kit.plan.bounds.answerHead,
    secretNames: target.secretNames,
    onInterim: interimTo(arrival),
    onProgress: undefined,
    upgrade: undefined,
  }
  if (arrival.kind === 'upgrade') askToUpgrade(draft, exchange, target)
  if (!place.guarded) return attachCredential(draft, exchange, target, kit)
  const pinned = pinAddresses(draft, kit)
  if (pinned === undefined) return attachCredential(draft, exchange, target, kit)
  return pinned.then(() => attachCredential(draft, exchange, target, kit))
}

const NO_BODY: UpstreamBody = { kind: 'none' }

function fillIn(headers: string[], lines: readonly string[], fields: Fields): void {
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i] as string
    if (!fields.has(name.toLowerCase())) headers.push(name, lines[i + 1] as string)
  }
}

/** The client's query without the pairs that held a credential, with those that the config sets. No other byte changes. */
function targetQuery(exchange: Admitted, target: Target, rest: string): string {
  let { query } = exchange
  for (const carrier of exchange.carriers) if (carrier.kind === 'query') query = dropQueryPair(query, carrier.name)
  for (const name of target.drop.query) query = dropQueryPair(query, name)
  if (target.queryModel !== undefined) query = renameModel(query, target.queryModel)
  for (const { name, written, unlessSent, except } of target.query) {
    if (except?.test(rest)) continue
    const without = dropQueryPair(query, name)
    if (unlessSent && without !== query) continue
    query = without
    query = `${query}${query === '' ? '?' : query === '?' ? '' : '&'}${written}`
  }
  return query
}
