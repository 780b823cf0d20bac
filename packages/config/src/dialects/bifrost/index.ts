import type { FileDialect } from '../dialect.ts'
import { recognises } from './recognises.ts'

/** https://docs.getbifrost.ai/deployment-guides/config-json */
export const bifrost: FileDialect = {
  name: 'bifrost',
  title: "Bifrost's config.json",
  recognises,
  reader: async () => (await import('./reader.ts')).reader,
}
