import type { DialectReader, DialectSource, Translation } from '../dialect.ts'
import { showing, wordsOf } from '../shows.ts'
import { translateAccess } from './access.ts'
import { translateClient } from './client.ts'
import { translateGovernance } from './governance.ts'
import { translatePlugins } from './plugins.ts'
import { translateProviders } from './providers.ts'
import { translateProxy } from './proxy.ts'
import { REFERENCE_ONLY } from './references.ts'
import { addRuleRoutes } from './rule-routes.ts'
import { judgeSetting } from './settings.ts'
import { BifrostWork } from './work.ts'

const SHOWN = wordsOf(
  `$schema allowed_models allowed_origins api_version base_provider_type base_url default_request_timeout_in_seconds
  enabled endpoint is_active is_key_less key_ids max_request_body_size_mb models project_id provider region
  stream_idle_timeout_in_seconds type url version weight`,
)
/** Where names mean what they say. In any other map, a misspelt one of these too, they may be the user's own. */
const SECTIONS = wordsOf(
  `azure_key_config bedrock_key_config client custom_provider_config governance keys network_config plugins
  provider_configs providers proxy_config vertex_key_config virtual_keys`,
)

const READ = wordsOf('$schema client governance plugins providers version')

export const reader: DialectReader = {
  translate,
  shows: showing({ names: SHOWN, reference: REFERENCE_ONLY, isSection }),
}

function isSection(around: readonly string[]): boolean {
  // The provider's own name.
  const sections = around[0] === 'providers' ? around.toSpliced(1, 1) : around
  return sections.every((name) => SECTIONS.has(name))
}

function translate(source: DialectSource): Translation {
  const work = new BifrostWork(source)
  translateProviders(work)
  translateProxy(work)
  translateAccess(work)
  translateGovernance(work)
  addRuleRoutes(work)
  translateClient(work)
  translatePlugins(work)
  for (const name of work.names([])) if (!READ.has(name)) judgeSetting(work, [name])
  return work.draft.done()
}
