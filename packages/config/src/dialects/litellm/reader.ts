import type { DialectReader, DialectSource, Translation } from '../dialect.ts'
import { showing, wordsOf } from '../shows.ts'
import { translateAccess } from './access.ts'
import { translateEndpoints } from './endpoints.ts'
import { translateIncludes } from './includes.ts'
import { addMappedRoutes } from './mapped-routes.ts'
import { addModelRoutes } from './model-routes.ts'
import { translateModels } from './models.ts'
import { REFERENCE_ONLY } from './references.ts'
import { translateSettings } from './settings.ts'
import { LitellmWork } from './work.ts'

const SHOWN = wordsOf(
  `api_base api_version auth cost_per_request forward_headers include include_subpath methods mode model model_name path
  target timeout type`,
)
/** Maps in which those names mean what they say. In all others, misspelt ones included, names are the user's own. */
const SECTIONS = wordsOf('general_settings include litellm_params model_list pass_through_endpoints')

export const reader: DialectReader = {
  translate,
  shows: showing({
    names: SHOWN,
    reference: REFERENCE_ONLY,
    isSection: (around) => around.every((name) => SECTIONS.has(name)),
  }),
}

function translate(source: DialectSource): Translation {
  const work = new LitellmWork(source)
  translateIncludes(work)
  translateModels(work)
  translateAccess(work)
  translateEndpoints(work)
  addModelRoutes(work)
  addMappedRoutes(work)
  translateSettings(work)
  return work.draft.done()
}
