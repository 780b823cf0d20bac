/** What a key of the config language is to us. */
export type KeyKind =
  /** Text that says where to, as whom, and with which headers. */
  | 'text'
  /** The same, and secret: it must fit into a header. */
  | 'secret'
  /** Read by the structure itself: see `read-config.ts`. */
  | 'structure'
  /** Would have the gateway act under an identity of its own machine. Never for a caller. */
  | 'ambient'
  /** Understood, and not built. */
  | 'later'

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Headers of the target that have a control of their own: control → header. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  openai_organization: 'openai-organization',
  openai_project: 'openai-project',
  openai_beta: 'openai-beta',
  anthropic_version: 'anthropic-version',
  anthropic_beta: 'anthropic-beta',
  azure_extra_parameters: 'extra-parameters',
  stability_client_id: 'stability-client-id',
  stability_client_user_id: 'stability-client-user-id',
  stability_client_version: 'stability-client-version',
}

const TEXT = [
  ...words(`provider virtual_key custom_host azure_resource_name azure_deployment_id azure_api_version
    azure_auth_mode azure_entra_client_id azure_entra_tenant_id azure_entra_scope azure_foundry_url azure_model_name
    aws_access_key_id aws_region aws_auth_type vertex_project_id vertex_region huggingface_base_url
    workers_ai_account_id`),
  ...Object.keys(PLAIN_HEADERS),
]

const SECRET = words(`api_key azure_ad_token azure_entra_client_secret aws_secret_access_key aws_session_token
  vertex_service_account_json`)

const STRUCTURE = words(`forward_headers name passthrough request_timeout strategy strict_open_ai_compliance targets
  override_params retry cache weight`)

const AMBIENT = words('azure_managed_client_id azure_workload_client_id aws_role_arn aws_external_id')

const LATER = words(`on_status_codes
  input_guardrails output_guardrails default_input_guardrails default_output_guardrails guardrails
  before_request_hooks after_request_hooks input_mutators output_mutators
  metadata mode options id is_open cb_config index original_index url_to_fetch transform_to_form_data
  model_pricing_config azure_endpoint_name mistral_fim_completion
  aws_s3_bucket aws_s3_object_key aws_bedrock_model aws_server_side_encryption aws_service foundation_model
  aws_server_side_encryption_kms_key_id
  amzn_sagemaker_custom_attributes amzn_sagemaker_target_model amzn_sagemaker_target_variant
  amzn_sagemaker_target_container_hostname amzn_sagemaker_inference_id amzn_sagemaker_enable_explanations
  amzn_sagemaker_inference_component amzn_sagemaker_session_id amzn_sagemaker_model_name
  vertex_storage_bucket_name vertex_model_name vertex_batch_endpoint filename
  fireworks_account_id fireworks_file_length snowflake_account`)

/** Other names of the same keys. */
const ALIASES: Readonly<Record<string, string>> = {
  resource_name: 'azure_resource_name',
  deployment_id: 'azure_deployment_id',
  azure_deployment_name: 'azure_deployment_id',
  api_version: 'azure_api_version',
  ad_auth: 'azure_ad_token',
  azure_extra_params: 'azure_extra_parameters',
  aws_server_side_encryption_k_m_s_key_id: 'aws_server_side_encryption_kms_key_id',
}

const kinds: ReadonlyMap<string, KeyKind> = new Map<string, KeyKind>([
  ...TEXT.map((key) => [key, 'text'] as const),
  ...SECRET.map((key) => [key, 'secret'] as const),
  ...STRUCTURE.map((key) => [key, 'structure'] as const),
  ...AMBIENT.map((key) => [key, 'ambient'] as const),
  ...LATER.map((key) => [key, 'later'] as const),
])

export interface KnownKey {
  /** In snake case, as the rest of this folder knows it. */
  readonly key: string
  readonly kind: KeyKind
}

/** A key in snake or camel case; undefined where the config language has no such key. */
export function knownKey(written: string): KnownKey | undefined {
  const snake = written.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const key = Object.hasOwn(ALIASES, snake) ? (ALIASES[snake] as string) : snake
  const kind = kinds.get(key)
  return kind === undefined ? undefined : { key, kind }
}

/** Controls that stand for a key of the config, by what follows the prefix. The rest of them is no header. */
export const headerNames: readonly string[] = [
  ...[...TEXT, ...SECRET, ...AMBIENT, 'azure_extra_params', 'mistral_fim_completion', 'azure_endpoint_name']
    .filter((key) => key !== 'api_key')
    .map((key) => key.replaceAll('_', '-')),
  'forward-headers',
]
