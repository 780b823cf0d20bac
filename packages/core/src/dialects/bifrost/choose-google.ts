import type { Identified } from '../../exchange.ts'
import { readModel } from '../../json/read-model.ts'
import { hasGoogleToken } from '../../providers/google-head.ts'
import { isJsonBody } from '../../send/json-body.ts'
import { after } from '../../web/after.ts'
import type { Choice } from './passthrough-door.ts'

type Body = Identified['body']
type Peek = Awaited<ReturnType<Body['peek']>>

const vertex = (by: string): Choice => ({ type: 'vertex', by })
const gemini: Choice = { type: 'gemini', by: 'default' }

const RESOURCE_PATH = /\/projects\/[^/]+\/locations(?:\/|$)/
/** What google-genai asks for in express mode: an API key, no project and no location. */
const PUBLISHERS_PATH = /^(?:\/v[^/]+)?\/publishers\//
const RESOURCE_MODEL = /^\/?(?:projects\/[^/]+\/locations\/|publishers\/)/

/** Most SDKs write the model first; what comes later is not waited for. */
const FURTHEST = 65_536

/** Gemini, unless something in the request is Vertex's own. The body is looked at last, and only its beginning. */
export function chooseGoogle(exchange: Identified, rest: string): Choice | Promise<Choice> {
  const { arrival, query, body } = exchange
  const { method, fields } = arrival
  if (RESOURCE_PATH.test(rest)) return vertex('path')
  if (PUBLISHERS_PATH.test(rest)) return vertex('path')
  if (hasGoogleToken({ method, path: rest, query, fields })) return vertex('token')
  return bodyMayTell(exchange, rest) ? look(body, 1) : gemini
}

/** A path with a method's name says its model itself, and an upload's body is no call. */
function bodyMayTell(exchange: Identified, rest: string): boolean {
  // Who shows no valid key is refused anyway, and nothing of the body is read for it.
  if (exchange.arrival.method !== 'POST' || exchange.caller.kind === 'unknown') return false
  if (/:\w+$/.test(rest) || rest.startsWith('/upload/')) return false
  return isJsonBody(exchange)
}

function look(body: Body, limit: number): Choice | Promise<Choice> {
  return after(body.peek(limit), (peek) => judge(peek, body))
}

/** A byte more is what the client sends next, twice as many what keeps the reading from starting over too often. */
function judge({ bytes, whole }: Peek, body: Body): Choice | Promise<Choice> {
  const model = readModel(bytes)
  if (model !== undefined) return RESOURCE_MODEL.test(model) ? vertex('model') : gemini
  return whole || bytes.length >= FURTHEST ? gemini : look(body, Math.min(2 * bytes.length + 1, FURTHEST))
}
