import { isMap } from '../../schema/shape.ts'

/** Members that nobody else's files have at their top. */
const MEMBERS = ['config_store', 'encryption_key', 'governance', 'logs_store', 'source_of_truth', 'vector_store']
/** What only a file of Strait's own has. */
const OWN = ['routes', 'listen', 'access', 'include', 'accept_unenforced']
const OF_PROVIDER = ['concurrency_and_buffer_size', 'custom_provider_config', 'network_config', 'proxy_config']
const OF_CLIENT = [
  'allow_direct_keys',
  'allowed_origins',
  'disable_content_logging',
  'drop_excess_requests',
  'enable_logging',
  'enforce_auth_on_inference',
  'enforce_governance_header',
  'initial_pool_size',
  'max_request_body_size_mb',
]

/** By the schema it names, else by its members. */
export function recognises(value: unknown): boolean {
  if (!isMap(value)) return false
  const { $schema: schema, providers, client } = value
  if (typeof schema === 'string' && schema.includes('getbifrost')) return true
  if (has(value, OWN)) return false
  return (
    has(value, MEMBERS) || has(client, OF_CLIENT) || (isMap(providers) && Object.values(providers).some(isProvider))
  )
}

function isProvider(value: unknown): boolean {
  if (!isMap(value)) return false
  const { keys } = value
  return has(value, OF_PROVIDER) || (Array.isArray(keys) && keys.some(isKey))
}

function isKey(value: unknown): boolean {
  return isMap(value) && Object.keys(value).some((name) => name === 'value' || name.endsWith('_key_config'))
}

function has(value: unknown, names: readonly string[]): boolean {
  return isMap(value) && names.some((name) => Object.hasOwn(value, name))
}
