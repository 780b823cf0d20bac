import { isMap } from '../../schema/shape.ts'
import type { FileDialect } from '../dialect.ts'

const MEMBERS = ['model_list', 'general_settings', 'litellm_settings', 'router_settings']
/** What only a file of Strait's own has. */
const OWN = ['providers', 'routes', 'listen', 'access']

/** https://docs.litellm.ai/docs/proxy/configs and …/proxy/pass_through */
export const litellm: FileDialect = {
  name: 'litellm',
  title: "LiteLLM's config",
  recognises: (value) =>
    isMap(value) && MEMBERS.some((name) => name in value) && !OWN.some((name) => Object.hasOwn(value, name)),
  reader: async () => (await import('./reader.ts')).reader,
}
