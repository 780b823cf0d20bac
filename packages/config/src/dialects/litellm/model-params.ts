import { mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import type { Setting } from '../setting.ts'
import { inSeconds, PHASES } from './seconds.ts'
import type { LitellmWork } from './work.ts'

/** Parameters that go into a provider under another name. */
const RENAMED: Readonly<Record<string, Path>> = {
  api_base: ['url'],
  api_key: ['key'],
  aws_access_key_id: ['aws', 'access_key_id'],
  aws_secret_access_key: ['aws', 'secret_access_key'],
  aws_session_token: ['aws', 'session_token'],
  aws_region_name: ['region'],
  azure_ad_token: ['key'],
  client_id: ['entra', 'client_id'],
  client_secret: ['entra', 'client_secret'],
  max_parallel_requests: ['concurrency'],
  organization: ['headers', 'openai-organization'],
  tenant_id: ['entra', 'tenant_id'],
  vertex_location: ['region'],
}

/** What is read here; the rest of a model's parameters is looked at by itself. */
export const READ_PARAMS: ReadonlySet<string> = new Set([
  ...Object.keys(RENAMED),
  'api_version',
  'order',
  'weight',
  'custom_llm_provider',
  'extra_headers',
  'model',
  'timeout',
  'use_in_pass_through',
  'vertex_credentials',
])

/** What an entry says of its provider, as a provider's settings. */
export function providerSettings(work: LitellmWork, params: Path, type: string | undefined, word: string): Setting[] {
  if (type === undefined && word.startsWith('assemblyai')) return assemblyai(work, params)
  const settings: Setting[] = []
  const take = (name: string, path: Path, value: unknown) => {
    if (work.has([...params, name])) settings.push({ path, value, from: [...params, name] })
  }
  for (const [name, path] of Object.entries(RENAMED)) take(name, path, work.value([...params, name]))
  if (type === 'azure') take('api_version', ['api_version'], work.value([...params, 'api_version']))
  if (type === 'vertex')
    take('vertex_credentials', ['service_account'], credentials(work.value([...params, 'vertex_credentials'])))
  const headers = [...params, 'extra_headers']
  for (const name of Object.keys(mapAt(work.source, headers))) {
    settings.push({ path: ['headers', name], value: work.written([...headers, name]), from: [...headers, name] })
  }
  const timeout = work.value([...params, 'timeout'])
  if (typeof timeout === 'number' && timeout > 0) {
    for (const phase of PHASES) take('timeout', ['timeouts', phase], inSeconds(timeout))
  }
  return settings
}

/** Its key travels without a scheme. */
function assemblyai(work: LitellmWork, params: Path): Setting[] {
  const key = [...params, 'api_key']
  const base = [...params, 'api_base']
  return [
    { path: ['url'], value: work.has(base) ? work.value(base) : 'https://api.assemblyai.com', from: base },
    ...(work.has(key) ? [{ path: ['headers', 'authorization'], value: work.value(key), from: key }] : []),
  ]
}

/** The key file's text, or its path. */
function credentials(value: unknown): unknown {
  if (typeof value !== 'string' || value.includes('{')) return value
  return `\${file:${value}}`
}
