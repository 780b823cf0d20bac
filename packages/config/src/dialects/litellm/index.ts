import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import type { DialectSource, FileDialect, Translation } from '../dialect.ts'
import { translateAccess } from './access.ts'
import { translateEndpoints } from './endpoints.ts'
import { translateIncludes } from './includes.ts'
import { addMappedRoutes } from './mapped-routes.ts'
import { translateModels } from './models.ts'
import { REFERENCE_ONLY } from './references.ts'
import { translateSettings } from './settings.ts'
import { Work } from './work.ts'

const MEMBERS = ['model_list', 'general_settings', 'litellm_settings', 'router_settings']
/** What only a file of Strait's own has. */
const OWN = ['providers', 'routes', 'listen', 'access']

const SHOWN: ReadonlySet<string> = new Set(
  `api_base api_version auth cost_per_request forward_headers include include_subpath methods mode model model_name path
  target timeout type`.split(/\s+/),
)
/** Maps in which those names mean what they say. In all others, misspelt ones included, names are the user's own. */
const SECTIONS: ReadonlySet<string> = new Set([
  'general_settings',
  'include',
  'litellm_params',
  'model_list',
  'pass_through_endpoints',
])

/** https://docs.litellm.ai/docs/proxy/configs and …/proxy/pass_through */
export const litellm: FileDialect = {
  name: 'litellm',
  title: "LiteLLM's config",
  recognises: (value) =>
    isMap(value) && MEMBERS.some((name) => name in value) && !OWN.some((name) => Object.hasOwn(value, name)),
  translate,
  shows: (path, written) => REFERENCE_ONLY.test(written) || isPublic(path),
}

function isPublic(path: Path): boolean {
  const names = path.filter((key) => typeof key === 'string')
  return SHOWN.has(names.at(-1) ?? '') && names.slice(0, -1).every((name) => SECTIONS.has(name))
}

function translate(source: DialectSource): Translation {
  const work = new Work(source)
  translateIncludes(work)
  translateModels(work)
  translateAccess(work)
  translateEndpoints(work)
  addMappedRoutes(work)
  translateSettings(work)
  return work.draft.done()
}
