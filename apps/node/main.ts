import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// What V8 compiled at the last start, and the sources without their types, halve the next one. The folder is as hard to
// write as the code itself; the system's temporary one, which Node would take, is anybody's. Where it can't be written,
// where NODE_COMPILE_CACHE names another and where NODE_DISABLE_COMPILE_CACHE is set, this call changes nothing.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/strait'))

await import('./src/main.ts')
