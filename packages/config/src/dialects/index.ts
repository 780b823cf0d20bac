import { agentgateway } from './agentgateway/index.ts'
import { bifrost } from './bifrost/index.ts'
import type { FileDialect } from './dialect.ts'
import { litellm } from './litellm/index.ts'

/** One more is a folder beside this file and a name in this list. */
export const dialects: readonly FileDialect[] = [litellm, bifrost, agentgateway]
