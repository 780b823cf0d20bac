import type { Path } from '../../problem.ts'
import type { DialectSource, FileDialect, Translation } from '../dialect.ts'
import { translateAccess } from './access.ts'
import { translateClient } from './client.ts'
import { translateGovernance } from './governance.ts'
import { translatePlugins } from './plugins.ts'
import { translateProviders } from './providers.ts'
import { translateProxy } from './proxy.ts'
import { recognises } from './recognises.ts'
import { REFERENCE_ONLY } from './references.ts'
import { judgeSetting } from './settings.ts'
import { Work } from './work.ts'

const SHOWN: ReadonlySet<string> = new Set(
  `$schema allowed_models allowed_origins api_version base_provider_type base_url default_request_timeout_in_seconds
  enabled endpoint is_active is_key_less key_ids max_request_body_size_mb models project_id provider region
  stream_idle_timeout_in_seconds type url version weight`.split(/\s+/),
)
/** Where names mean what they say. In any other map, a misspelt one of these too, they may be the user's own. */
const SECTIONS: ReadonlySet<string> = new Set(
  `azure_key_config bedrock_key_config client custom_provider_config governance keys network_config plugins
  provider_configs providers proxy_config vertex_key_config virtual_keys`.split(/\s+/),
)

const READ: ReadonlySet<string> = new Set(['$schema', 'client', 'governance', 'plugins', 'providers', 'version'])

/** https://docs.getbifrost.ai/deployment-guides/config-json */
export const bifrost: FileDialect = {
  name: 'bifrost',
  title: "Bifrost's config.json",
  recognises,
  translate,
  shows: (path, written) => REFERENCE_ONLY.test(written) || isPublic(path),
}

function isPublic(path: Path): boolean {
  const names = path.filter((key) => typeof key === 'string')
  const sections = names.slice(0, -1)
  // The provider's own name.
  if (sections[0] === 'providers') sections.splice(1, 1)
  return SHOWN.has(names.at(-1) ?? '') && sections.every((name) => SECTIONS.has(name))
}

function translate(source: DialectSource): Translation {
  const work = new Work(source)
  translateProviders(work)
  translateProxy(work)
  translateAccess(work)
  translateGovernance(work)
  translateClient(work)
  translatePlugins(work)
  for (const name of work.names([])) if (!READ.has(name)) judgeSetting(work, [name])
  return work.draft.done()
}
