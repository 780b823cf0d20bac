import * as v from 'valibot'
import { builtIns } from '../built-ins.ts'
import { allowedCallers } from './access.ts'
import { breaker } from './breaker.ts'
import { concurrency } from './concurrency.ts'
import { headerRules } from './headers.ts'
import { health } from './health.ts'
import { keys } from './keys.ts'
import { HINT_MARK, ok, wrong } from './leaf.ts'
import { pem, privatePem } from './pem.ts'
import { price } from './price.ts'
import { queryPairs } from './query.ts'
import { retry } from './retry.ts'
import { fieldValue, secret } from './secret-value.ts'
import { keyOf, listOf, mapOf, members, optional, required } from './shape.ts'
import { sticky } from './sticky.ts'
import { timeoutsOverride } from './timeouts.ts'
import { entra, serviceAccount } from './tokens.ts'
import { url } from './url.ts'
import { bool, text, word } from './values.ts'

/** A name becomes the first segment of a path: `/NAME/...`. */
const providerName = text<string>({
  expected: 'a name like openai or my-vllm',
  read(value) {
    if (value === '-') return wrong("`/-/...` is Strait's own door", 'choose another name')
    if (value === 'echo')
      return wrong('echo is built in', 'switch it with `echo: true` or `echo: false`, or choose another name')
    if (/^\.+$/.test(value) || !/^[A-Za-z0-9._~-]+$/.test(value)) {
      return wrong('the name is the first segment of its path: letters, digits and - . _ ~', 'choose another name')
    }
    return ok(value)
  },
})

const providerType = text<string>({
  expected: `one of ${[...builtIns.keys()].join(', ')}`,
  json: { enum: [...builtIns.keys()] },
  read: (value) => (builtIns.has(value) ? ok(value) : wrong()),
})

/** It becomes part of a host name. */
const region = text<string>({
  expected: 'a region like us-east-1',
  json: { pattern: '^[a-z0-9-]{1,63}$' },
  read: (value) => (/^[a-z0-9-]{1,63}$/.test(value) ? ok(value) : wrong('small letters, digits and - only')),
})

const apiVersion = text<string>({
  expected: 'a version like 2024-10-21',
  read: (value) => (/^[\w.-]+$/.test(value) ? ok(value) : wrong('letters, digits, - and . only')),
})

/** It becomes a segment of a path. */
const deployment = text<string>({
  expected: 'the name of a deployment',
  read: (value) =>
    /[/\\\x00-\x1f\x7f]/.test(value) || /^\.{1,2}$/.test(value)
      ? wrong('it is one segment of a path: no slashes, no control characters')
      : ok(value),
})

const deployments = v.pipe(
  mapOf('a map of your name → name of the deployment', keyOf(deployment, 'a name of your own'), deployment),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const names = Object.keys(dataset.value).map((name) => name.toLowerCase())
    if (new Set(names).size === names.length) return
    const message = `two names differ in case alone, and are taken for one${HINT_MARK}keep one of them`
    addIssue({ message, expected: 'each name once' })
  }),
)

const aws = members('aws', {
  access_key_id: required(fieldValue, 'The id of an AWS key.'),
  secret_access_key: required(secret, 'Its secret.'),
  session_token: optional(secret, 'For temporary credentials.'),
})

const tls = members('tls', {
  ca: optional(pem, 'Trust this authority beside the usual ones: path of a PEM file, or its text.'),
  cert: optional(pem, 'Client certificate: path of a PEM file, or its text. Needs `key`.'),
  key: optional(privatePem, 'Its private key: path of a PEM file, or its text.'),
})

const provider = members('a provider', {
  type: optional(
    providerType,
    'The built-in provider whose ways it follows. Default: its name, where that is one, else `custom`.',
  ),
  url: optional(
    url,
    'Base address. Default: the one of its type; `custom` and `azure` have none. Loopback and private addresses are fine.',
  ),
  key: optional(
    secret,
    "Replaces whatever credential the caller sent, in the provider's own way. Without it the caller's goes through.",
  ),
  keys: optional(
    keys,
    'Several keys in place of `key`: one that is refused (401, 403) or used up (429) rests, and the next goes along.',
  ),
  keys_by: optional(
    word(['weight', 'least_in_flight', 'fastest']),
    'How one of `keys` is chosen: shares by `weight`; the one with the fewest requests under way; the one that lately was answered fastest. Default: `weight`.',
  ),
  keys_sticky: optional(
    sticky,
    'Requests that are alike in this go with the same key: `caller`, `{ header: NAME }` or `{ metadata: NAME }`.',
  ),
  allow: optional(
    allowedCallers,
    'Who may use it, at every door: names of `access.keys`. Default: everyone who may call.',
  ),
  headers: optional(headerRules, 'Headers to set, add and remove: see [Header rules](#header-rules).'),
  query: optional(queryPairs, "Query parameters to set; they replace the caller's of the same name."),
  query_defaults: optional(queryPairs, 'Query parameters to fill in where the caller sends none of the name.'),
  price: optional(price, 'What a call costs. Kept for the accounts that come later; not used yet.'),
  timeouts: optional(timeoutsOverride, 'Replace those of the top level, one by one.'),
  retry: optional(retry, 'Try again. A target of a route that says so itself replaces it.'),
  breaker: optional(breaker, 'Leave it alone when it keeps failing, where a route has another target.'),
  concurrency: optional(
    concurrency,
    'How many requests to it at one time, over all routes, and how many may wait; beyond that the next target, or 503.',
  ),
  health: optional(
    health,
    'Ask it by itself whether it is well. Routes with another target leave it alone while it is not.',
  ),
  tls: optional(tls, 'A private authority, a client certificate. Verification is always on.'),
  api_version: optional(apiVersion, 'For `azure`: sent as `api-version` where the request has none.'),
  api_version_from: optional(
    word(['config', 'request']),
    'For `azure`: whose `api-version` counts where both have one. Default: `request`, at the door `/azure_passthrough` `config`.',
  ),
  deployments: optional(
    deployments,
    'For `azure`: names of your own for deployments, replaced in the path, else in `model` of a JSON body.',
  ),
  rewrite_urls: optional(
    bool,
    'For `anthropic`: `results_url` in answers about batches is made to lie under the door that the client came by. Default: false.',
  ),
  region: optional(region, 'For `bedrock` and `vertex`: the region where the request names none.'),
  regions: optional(
    listOf('a list of regions', region),
    'For `bedrock` and `vertex`: the regions a request may name. Default: every one.',
  ),
  aws: optional(aws, 'For `bedrock`: the key that signs requests.'),
  entra: optional(
    entra,
    'For `azure`: an application of Microsoft Entra ID. Its token is fetched, renewed, and goes out in place of a key.',
  ),
  service_account: optional(
    serviceAccount,
    'For `vertex`: the key file of a Google service account. Its token is fetched, renewed, and goes out in place of a key.',
  ),
  token_url: optional(url, "Where `service_account` gets its token. Default: Google's own address."),
})

export type ProviderConfig = v.InferOutput<typeof provider>

export const providers = mapOf(
  'a map of provider name → settings',
  keyOf(providerName, 'a name like openai or my-vllm'),
  provider,
)
