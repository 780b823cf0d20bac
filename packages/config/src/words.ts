import { ALIASES, VALUES } from './aliases.ts'
import { fold, nearestWord } from './nearest.ts'

/** The value a user most likely meant, of those that are allowed. */
export function nearestValue(word: string, known: readonly string[]): string | undefined {
  const meant = VALUES[word.toLowerCase()]
  return meant !== undefined && known.includes(meant) ? meant : nearestWord(word, known)
}

const ENTRA = 'write entra: { tenant_id: …, client_id: …, client_secret: … }'

const FOREIGN_FILE = "another gateway's file stays a file of its own: write include: [ ./that-file.yaml ]"

/** Words that have a place, but another one. By section, as the schema calls it. */
const ELSEWHERE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the file': {
    port: 'write listen: 127.0.0.1:PORT',
    host: 'write listen: HOST:8787',
    tls: 'it belongs to a listener: listen: [{ address: …, tls: { cert, key } }]',
    keys: 'write access: { keys: [{ name: …, key: … }] }',
    key: 'a provider has a key (providers: { openai: { key: … } }); callers have keys under access',
    api_key: 'a provider has a key (providers: { openai: { key: … } }); callers have keys under access',
    models: 'models need no list: the path decides. Name the provider under providers',
    model_list: FOREIGN_FILE,
    binds: FOREIGN_FILE,
    llm: FOREIGN_FILE,
    general_settings: FOREIGN_FILE,
    openai: 'it belongs under providers',
    anthropic: 'it belongs under providers',
    azure: 'it belongs under providers',
    body: 'it belongs under bounds',
    concurrency: 'it belongs under bounds',
    otlp: 'write telemetry: { otlp: … }',
    origins: 'write cors: { origins: […] }',
  },
  'a provider': {
    verify: 'TLS verification is always on; name a private authority with tls: { ca: … }',
    insecure: 'TLS verification is always on; name a private authority with tls: { ca: … }',
    models: 'models need no list: whatever the path and body say goes through',
    model: 'models need no list: whatever the path and body say goes through',
    organization: 'write headers: { openai-organization: … }',
    project: 'write headers: { openai-project: … }, or for vertex name the project in the path',
    access_key_id: 'write aws: { access_key_id: …, secret_access_key: … }',
    secret_access_key: 'write aws: { access_key_id: …, secret_access_key: … }',
    tenant_id: ENTRA,
    client_id: ENTRA,
    client_secret: ENTRA,
    credentials: 'for vertex write service_account: "${file:PATH}"',
    auth_credentials: 'for vertex write service_account: "${file:PATH}"',
    connect: 'write timeouts: { connect: … }',
    path: 'a path is part of url, or of a route',
  },
  'a route': {
    retry: 'write to: { …, retry: { attempts: … } }',
    fallback: 'write to: { strategy: fallback, targets: [ … ] }',
    strategy: 'write to: { strategy: …, targets: [ … ] }',
    override: 'write to: { …, override: { … } }',
    url: 'write to: { url: … }',
    provider: 'write to: { provider: … }',
    key: 'a key belongs to a provider, or is a header of to: { url: …, headers: { authorization: … } }',
    rewrite: 'write to: { path: … } with {rest} or {path}',
    strip_prefix: 'what * matched is what is sent; write to: { path: … } for another path',
    set_headers: 'header rules belong to to: { url: …, headers: … }',
    request_headers: 'header rules belong to to: { url: …, headers: … }',
    response_headers: 'header rules belong to to: { url: …, headers: { response: { set: … } } }',
    when: 'conditions are members of the route: methods, host, headers, query',
    match: 'conditions are members of the route: path, methods, host, headers, query',
    targets: 'targets stand below to: to: { strategy: fallback, targets: [ … ] }',
  },
  to: {
    key: 'set the header: headers: { authorization: "Bearer ${NAME}" }, or make it a provider with a key',
    methods: 'methods are a condition of the route itself, beside to',
    tls: 'name the address under providers, where tls can be written, and use to: { provider }',
    type: 'name the address under providers, where type can be written, and use to: { provider }',
    strip_prefix: 'what * matched is what is sent; write path for another path',
    override_params: 'write override: { … }',
    retries: 'write retry: { attempts: … }',
    fallback: 'write strategy: fallback, targets: [ … ]',
    fallbacks: 'write strategy: fallback, targets: [ … ]',
    cache: 'cache belongs to the route itself, beside to',
  },
  'header rules': {
    set: 'say which way: request: { set: … } or response: { set: … }',
    add: 'say which way: request: { add: … } or response: { add: … }',
    remove: 'say which way: request: { remove: … } or response: { remove: … }',
  },
  timeouts: {
    head: 'it is patience with clients: write client: { head: … }',
    body_idle: 'it is patience with clients: write client: { body_idle: … } at the top level',
    keep_alive: 'it is patience with clients: write client: { keep_alive: … } at the top level',
    stalled: 'it is patience with clients: write client: { stalled: … } at the top level',
    client: 'patience with clients is set at the top level: timeouts: { client: … }',
    request: 'write total for the whole exchange, or first_byte for the head of the answer',
    read: 'write first_byte for the head of the answer, or idle for pauses in it',
    stream: 'write idle for the longest pause in an answer',
  },
  telemetry: {
    metrics: 'metrics are not part of this version',
    logs: 'log lines go to the standard error; see log',
    protocol: 'traces go by OTLP over HTTP; there is no other',
  },
  access: {
    jwt: 'JWT is not part of this version: access has static keys',
    anonymous: 'write allow_anonymous: true at the top level',
  },
}

/** Drafted, and not built yet: saying so is better than "no such member". */
const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  'the file':
    'admin adapters alerts budgets cache console fallbacks guardrails limits metrics plugins policies prices pricing rate_limits retry retries store teams users'.split(
      ' ',
    ),
  'a provider': 'budget limits prices rate_limit'.split(' '),
  'a route': 'budget guardrails limits plugins rate_limit'.split(' '),
  'a config':
    'after_request_hooks before_request_hooks default_input_guardrails default_output_guardrails input_guardrails input_mutators on_status_codes output_guardrails output_mutators'.split(
      ' ',
    ),
  'an access key': 'allow budget expires limits models routes scopes team'.split(' '),
}

export interface Advice {
  readonly says: string
  readonly hint?: string
  /** The required member that was meant: that it is missing need not be said as well. */
  readonly meant?: string
}

/** What to tell somebody who wrote a member that is not there. */
export function adviseMember(word: string, section: string, known: readonly string[]): Advice {
  const folded = fold(word)
  const says = `${section === 'the file' ? 'the file' : section} has no member ${JSON.stringify(word)}`
  if (section === 'to' && folded === 'url') return { says: 'to has both url and provider', hint: BOTH }
  const elsewhere = ELSEWHERE[section]?.[folded]
  if (elsewhere !== undefined) return { says, hint: elsewhere }
  if (NOT_YET[section]?.includes(folded))
    return { says: `${JSON.stringify(word)} is not part of this version`, hint: 'take it out' }
  if (section === 'header rules' || section === 'header rules of one direction')
    return { says, hint: headerHint(section) }
  const meant = known.includes(folded)
    ? folded
    : (ALIASES[folded]?.find((alias) => known.includes(alias)) ?? nearestWord(word, known))
  return meant === undefined ? { says } : { says, hint: `write ${meant}`, meant }
}

const BOTH = 'keep one of the two; the url of a provider is written under providers'

function headerHint(section: string): string {
  return section === 'header rules'
    ? 'beside request and response, a header goes into request: { set: … }; or write header names alone'
    : 'the name of a header goes into set, add or remove'
}
