import { GatewayError } from '../errors.ts'
import type { Accepted, Exchange } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Fields } from '../web/fields.ts'
import { Body, type BodyLimits } from './body.ts'
import { refuseBrowser } from './browser.ts'
import { checkHost } from './check-host.ts'
import { checkUpgrade } from './check-upgrade.ts'
import { readFraming } from './framing.ts'
import { readTarget } from './target.ts'

/** What arrived? Refuses what can't be passed on as it stands; works out path and body. */
export function accept(exchange: Exchange, kit: Kit): Accepted {
  const { arrival } = exchange
  const { plan } = kit
  if (arrival.method === 'CONNECT') throw new GatewayError('method_unsupported')
  checkBounds(exchange, kit)
  const target = readTarget(arrival.target)
  if (target.kind === 'refused') throw new GatewayError(target.code, { detail: target.detail })
  exchange.path = target.path
  exchange.query = target.query
  checkHost(arrival, target.authority)
  readHead(exchange, kit)
  if (holdsTwoCredentials(exchange.arrival.fields)) throw new GatewayError('duplicate_authorization')
  const browser = refuseBrowser(arrival.fields, plan.browser[arrival.scheme])
  if (browser !== undefined) throw new GatewayError(browser.code, browser)
  if (arrival.kind === 'upgrade') checkUpgrade(arrival)
  const framing = readFraming(arrival)
  if (framing.length !== undefined && framing.length > plan.bounds.body) throw new GatewayError('body_too_large')
  exchange.body = new Body(framing.present ? arrival.body : undefined, framing.length, {
    max: plan.bounds.body,
    // Bytes that are here already keep nobody waiting.
    watch: arrival.body instanceof Uint8Array ? undefined : bodyWatch(exchange, kit),
  })
  return exchange
}

/** What a dialect packs into one header counts from here on as if it had been sent as such. */
function readHead(exchange: Exchange, kit: Kit): void {
  if (kit.plan.heads === undefined) return
  const { arrival } = exchange
  for (const read of kit.plan.heads) read(exchange)
  if (exchange.arrival !== arrival) checkBounds(exchange, kit)
}

/**
 * Runtimes that join equal names give "Bearer a, Bearer b". A comma inside one credential (Digest, AWS4-HMAC-SHA256)
 * stands before `name=value`, where another credential has its scheme, a space and a word.
 */
const JOINED = /,[ \t]*[a-z][a-z0-9-]*[ \t]+[^\s,=]/i

function holdsTwoCredentials(fields: Fields): boolean {
  const line = fields.get('authorization')
  return line !== undefined && (fields.repeats('authorization') || JOINED.test(line))
}

function checkBounds({ arrival }: Exchange, { plan: { bounds } }: Kit): void {
  if (arrival.target.length > bounds.target) throw new GatewayError('target_too_long')
  if (arrival.fields.size > bounds.headers || arrival.fields.bytes > bounds.head) {
    throw new GatewayError('head_too_large')
  }
}

/** Times the client's pauses while its body is awaited; an upstream that does not take bytes is not its fault. */
function bodyWatch({ cancel }: Exchange, { plan, state }: Kit): NonNullable<BodyLimits['watch']> {
  return (giveUp) => {
    const release = cancel.listen(giveUp)
    const deadline = state.deadlines.after(plan.bodyIdle, () => giveUp(new GatewayError('body_timeout')))
    return () => {
      deadline.clear()
      release()
    }
  }
}
