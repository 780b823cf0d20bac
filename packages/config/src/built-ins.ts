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
  /** It takes `deployments`. */
  readonly deployed: boolean
  /** It takes `rewrite_urls`. */
  readonly namesUrls: boolean
  /** It signs requests with an AWS key. */
  readonly signs: boolean
  /** It takes `entra`. */
  readonly entra: boolean
  /** It takes `service_account`. */
  readonly serviceAccount: boolean
  /** What to write where something is missing. */
  readonly setup: string | undefined
  readonly keyShape: { readonly pattern: RegExp; readonly hint: string } | undefined
}

export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [...providers].map(
    ([name, { url, region, configQuery, deploymentInPath, bodyUrls, credential, tokens, setup, keyShape }]) => {
      const builtIn: BuiltIn = {
        hasAddress: url !== undefined || region !== undefined,
        regional: region !== undefined,
        needsRegion:
          url === undefined && region !== undefined && region.default === undefined && region.fromPath === undefined,
        versioned: configQuery?.['api_version'] !== undefined,
        deployed: deploymentInPath !== undefined,
        namesUrls: bodyUrls !== undefined,
        signs: credential.kind === 'sigv4',
        entra: tokens === 'entra',
        serviceAccount: tokens === 'service_account',
        setup,
        keyShape,
      }
      return [name, builtIn]
    },
  ),
)
