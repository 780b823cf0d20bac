import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeRoute } from '../../../test/harness.ts'
import { GatewayError } from '../../errors.ts'
import type { Identified, Match } from '../../exchange.ts'
import type { BareCandidate } from '../../match/bare-houses.ts'
import type { Matcher } from '../../plan.ts'
import { providers } from '../../providers/index.ts'
import { utf8 } from '../../web/bytes.ts'
import { passthroughDoors } from './passthrough-doors.ts'
import { openDoor, passthroughMatcher } from './passthrough-matcher.ts'

/** `name`, or `name:type`; with `+` in front the config names it. */
function candidate(text: string): BareCandidate {
  const [name = '', type = name] = text.replace('+', '').split(':')
  const provider = providers.get(type) ?? assert.fail(type)
  const route = makeRoute(() => assert.fail('not sent here'), { name, provider, door: 'dialects' })
  return { name, provider, route, configured: text.startsWith('+') }
}

const ALL = ['openai', 'anthropic', 'azure', 'gemini', 'vertex', 'bedrock']

function matcherOf(...names: string[]): Matcher {
  const candidates = names.map(candidate)
  return passthroughMatcher(
    passthroughDoors.flatMap((door) => {
      const fit = candidates.filter(({ provider }) => door.types.includes(provider.name))
      return openDoor(door, fit) ?? []
    }),
  )
}

function exchangeOf(target: string, body?: string): Identified {
  const bytes = body === undefined ? undefined : utf8(body)
  const headers = bytes === undefined ? [] : ['content-type', 'application/json', 'content-length', `${bytes.length}`]
  return Object.assign(accepted(arrival({ target, headers, body: bytes })), { caller: { kind: 'anonymous' } as const })
}

async function found(matcher: Matcher, target: string, body?: string): Promise<string | undefined> {
  const match: Match | undefined = await matcher.match(exchangeOf(target, body))
  return match && `${match.route.name} ${match.rest} (${match.rule})`
}

const GOOGLE = 'door /genai_passthrough'

const rows: readonly (readonly [target: string, match: string | undefined, body?: string])[] = [
  ['/openai_passthrough/v1/models', 'openai /v1/models (door /openai_passthrough)'],
  ['/anthropic_passthrough/v1/messages', 'anthropic /v1/messages (door /anthropic_passthrough)'],
  ['/azure_passthrough/v1/messages', 'azure /v1/messages (door /azure_passthrough)'],
  ['/bedrock_passthrough/model/a%3A0/converse', 'bedrock /model/a%3A0/converse (door /bedrock_passthrough)'],
  ['/genai_passthrough/v1beta/models', `gemini /v1beta/models (${GOOGLE}: gemini by default)`],
  ['/genai_passthrough/v1/publishers/x', `vertex /v1/publishers/x (${GOOGLE}: vertex by path)`],
  ['/genai_passthrough/v1/x', `vertex /v1/x (${GOOGLE}: vertex by model)`, '{"model":"projects/p/locations/l/x"}'],
  ['/openai_passthrough', 'openai  (door /openai_passthrough)'],
  ['/openai_passthrough/', 'openai / (door /openai_passthrough)'],
  ['/openai_passthrough//v1%2F', 'openai //v1%2F (door /openai_passthrough)'],
  ['/openai_passthroughs/v1', undefined],
  ['/openai_passthrough.x/v1', undefined],
  ['/openai_passthrough%2Fv1', undefined],
  ['/OPENAI_passthrough/v1', undefined],
  ['//openai_passthrough/v1', undefined],
  ['/v1/openai_passthrough', undefined],
  ['/', undefined],
]

test('passthroughMatcher() takes a door’s segment off, and chooses', async () => {
  const matcher = matcherOf(...ALL)
  assert.equal(matcher.door, 'dialects')
  for (const [target, match, body] of rows) assert.equal(await found(matcher, target, body), match, target)
})

test('passthroughMatcher() leads to the one that is meant of a type', async () => {
  const eu = matcherOf(...ALL, '+azure-eu:azure')
  assert.match((await found(eu, '/azure_passthrough/x')) ?? '', /^azure-eu /)
  const both = matcherOf('+azure', '+azure-eu:azure')
  assert.match((await found(both, '/azure_passthrough/x')) ?? '', /^azure /)
  const two = matcherOf(...ALL, '+azure-eu:azure', '+azure-us:azure')
  const ambiguous = (error: unknown) =>
    error instanceof GatewayError && error.code === 'ambiguous_provider' && /azure-eu and azure-us/.test(error.message)
  assert.throws(() => two.match(exchangeOf('/azure_passthrough/x')), ambiguous)
})

test('openDoor() opens no door to nobody, and one without its second', async () => {
  const matcher = matcherOf('gemini')
  assert.equal(await found(matcher, '/openai_passthrough/x'), undefined)
  assert.match((await found(matcher, '/genai_passthrough/v1/publishers/x')) ?? '', /^gemini /)
  assert.equal(await found(matcherOf('vertex'), '/genai_passthrough/v1/publishers/x'), undefined)
})
