import { chooseGoogle } from './choose-google.ts'
import type { PassthroughDoor } from './passthrough-door.ts'

const asProviderDoor = { join: { kind: 'provider' }, heldOnly: false } as const

/** https://docs.getbifrost.ai/integrations/passthrough: what follows is the provider's own path. */
export const passthroughDoors: readonly PassthroughDoor[] = [
  { path: '/openai_passthrough', types: ['openai'], ...asProviderDoor },
  { path: '/anthropic_passthrough', types: ['anthropic'], ...asProviderDoor },
  {
    path: '/azure_passthrough',
    types: ['azure'],
    join: { kind: 'provider' },
    heldOnly: true,
    // Anthropic's SDK knows nothing of Azure; Microsoft Foundry has the Messages API below a prefix.
    below: { path: /^\/v1\/messages(?:\/|$)/, prefix: '/anthropic' },
  },
  {
    path: '/genai_passthrough',
    types: ['gemini', 'vertex'],
    // The client says the version in every path, and one base is to serve all of them.
    join: { kind: 'versioned' },
    heldOnly: false,
    choose: chooseGoogle,
  },
  { path: '/bedrock_passthrough', types: ['bedrock'], ...asProviderDoor },
]
