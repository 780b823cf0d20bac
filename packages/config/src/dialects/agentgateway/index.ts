import { isMap } from '../../schema/shape.ts'
import type { FileDialect } from '../dialect.ts'

const MEMBERS = ['binds', 'gateways', 'llm']
/** What only a file of Strait's own, or of another gateway, has. */
const OTHERS = ['providers', 'listen', 'access', 'model_list', 'general_settings']

/** https://agentgateway.dev/docs/standalone/latest/reference/configuration */
export const agentgateway: FileDialect = {
  name: 'agentgateway',
  title: "agentgateway's config",
  recognises: (value) =>
    isMap(value) &&
    MEMBERS.some((name) => isMap(value[name]) || Array.isArray(value[name])) &&
    !OTHERS.some((name) => Object.hasOwn(value, name)),
  reader: async () => (await import('./reader.ts')).reader,
}
