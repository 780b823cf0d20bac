import { providers } from '@strait/core/providers'

/** What the config has to know of a built-in provider. */
export interface BuiltIn {
  /** It can be called without `url`. */
  readonly hasAddress: boolean
  /** A region chooses its host. */
  readonly regional: boolean
  /** Neither its requests nor a default name the region: the config has to. */
  readonly needsRegion: boolean
  /** It takes `api_version`. */
  readonly versioned: boolean
  /** It signs requests with an AWS key. */
  readonly signs: boolean
  /** What to write where something is missing. */
  readonly setup: string | undefined
  readonly keyShape: { readonly pattern: RegExp; readonly hint: string } | undefined
}

export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [...providers].map(([name, { url, region, configQuery, credential, setup, keyShape }]) => {
    const builtIn: BuiltIn = {
      hasAddress: url !== undefined || region !== undefined,
      regional: region !== undefined,
      needsRegion:
        url === undefined && region !== undefined && region.default === undefined && region.fromPath === undefined,
      versioned: configQuery?.['api_version'] !== undefined,
      signs: credential.kind === 'sigv4',
      setup,
      keyShape,
    }
    return [name, builtIn]
  }),
)
