import { GatewayError, readPortkeyConfig } from '@strait/core'
import * as v from 'valibot'
import { allowedCallers } from './access.ts'
import { ruledName } from './headers.ts'
import { HINT_MARK, leaf, ok, wrong } from './leaf.ts'
import { plain } from './plain.ts'
import { secret } from './secret-value.ts'
import { isMap, keyOf, listOf, mapOf, members, optional } from './shape.ts'
import { url } from './url.ts'
import { bool, number, text } from './values.ts'

const id = text<string>({
  expected: 'an id like pc-chat-4f2a',
  read: (value) =>
    /^pc-[\w.-]{1,128}$/.test(value) ? ok(value) : wrong('an id begins with pc-, then letters, digits and - . _'),
})

const word = text<string>({
  expected: 'a text',
  read: (value) => (/^[\x21-\x7e]{1,256}$/.test(value) ? ok(value) : wrong('plain ASCII without blanks')),
})

const milliseconds = number({ min: 1, max: 86_400_000, integer: true, expected: 'whole milliseconds' })

/** The words of the config language, whose values a request could have sent itself; here they are the operator's. */
const config = members('a config', {
  allow: optional(allowedCallers, 'Who may name it: names of `access.keys`. Default: everyone who may call.'),
  provider: optional(word, 'The name of a provider, `"@NAME"` for one under `providers`, or `passthrough`.'),
  virtual_key: optional(word, 'The name of a provider under `providers`.'),
  custom_host: optional(url, "Base address in place of the provider's own. Written here, it is trusted."),
  api_key: optional(secret, "Replaces the caller's credential. It goes to no host that a request names."),
  forward_headers: optional(listOf('a list of header names', ruledName), 'Headers that reach the provider: all do.'),
  request_timeout: optional(milliseconds, 'How long to wait for the head of the answer, in milliseconds.'),
  azure_resource_name: optional(word, 'For Azure OpenAI: the resource, which is the first part of its host.'),
  azure_deployment_id: optional(word, 'For Azure OpenAI: the deployment.'),
  azure_api_version: optional(word, 'For Azure OpenAI: sent as `api-version` where the request has none.'),
  azure_entra_tenant_id: optional(word, 'For Azure OpenAI: the directory of an application of Microsoft Entra ID.'),
  azure_entra_client_id: optional(word, 'The id of the application.'),
  azure_entra_client_secret: optional(secret, 'Its secret.'),
  aws_access_key_id: optional(word, 'For Bedrock: the id of an AWS key.'),
  aws_secret_access_key: optional(secret, 'Its secret.'),
  aws_session_token: optional(secret, 'For temporary credentials.'),
  aws_region: optional(word, 'The region to call.'),
  vertex_project_id: optional(word, 'For Vertex: the project.'),
  vertex_region: optional(word, 'For Vertex: the location.'),
  vertex_service_account_json: optional(secret, 'For Vertex: the key file of a service account, as text.'),
  openai_organization: optional(word, 'Sent as `openai-organization` where the request has none.'),
  openai_project: optional(word, 'Sent as `openai-project` where the request has none.'),
  name: optional(word, 'For `then` and `default` of conditions.'),
  passthrough: optional(bool, '`true`: the provider, host and key of the request itself.'),
  override_params: optional(asWritten('object'), 'Members of a JSON body to set; no other byte changes.'),
  retry: optional(asWritten('object'), '`{ attempts, on_status_codes, use_retry_after_header }`.'),
  cache: optional(asWritten('object'), '`{ mode: simple, max_age }`, in seconds.'),
  strategy: optional(
    asWritten('object'),
    '`{ mode }`: `single`, `fallback`, `loadbalance` or `conditional`, with what belongs to it.',
  ),
  targets: optional(asWritten('array'), 'Configs to choose from, each with the members of this one.'),
})

/** In the words of the language, to any depth: read as a request's own config is, once it is whole. */
function asWritten(type: 'object' | 'array') {
  const expected = type === 'object' ? 'a map' : 'a list'
  return leaf<unknown>({
    expected,
    json: { type },
    read: (input) => ((type === 'object' ? isMap(input) : Array.isArray(input)) ? ok(input) : wrong()),
  })
}

/** What its parts mean together. */
const whole = v.pipe(
  config,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { allow: _, ...members } = dataset.value
    const says = problemOf(plain(members))
    if (says !== undefined) addIssue({ message: `${says}${HINT_MARK}`, expected: 'a config' })
  }),
)

function problemOf(members: unknown): string | undefined {
  try {
    readPortkeyConfig(members)
    return undefined
  } catch (error) {
    if (error instanceof GatewayError) return error.message
    throw error
  }
}

export type StoredConfigEntry = v.InferOutput<typeof config>

export const configs = mapOf('a map of id → config', keyOf(id, 'an id like pc-chat-4f2a'), whole)
