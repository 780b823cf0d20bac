import { percentDecoded } from '../web/percent.ts'
/** What of a client's path a target has under another name. */
export interface PathRules {
  /** Paths that the provider has below a prefix: `/v1/messages` below `/anthropic`. */
  readonly below?: { readonly path: RegExp; readonly prefix: string } | undefined
  readonly deployments?: Deployments | undefined
}

/** Names of the operator's own for deployments. */
export interface Deployments {
  /** Where a path names one: the group. */
  readonly inPath: RegExp
  /** By the client's name, in lower case: providers take deployments in any case. */
  readonly names: ReadonlyMap<string, string>
}

/** The provider's own path for this one; what no rule speaks of keeps its bytes. */
export function ownPath(path: string, { below, deployments }: PathRules): string {
  const placed = below?.path.test(path) ? below.prefix + path : path
  return deployments === undefined ? placed : withDeployment(placed, deployments)
}

export function deploymentFor(name: string, { names }: Deployments): string | undefined {
  return names.get(name.toLowerCase())
}

function withDeployment(path: string, deployments: Deployments): string {
  return path.replace(deployments.inPath, (whole: string, segment: string) => {
    const name = deploymentFor(percentDecoded(segment), deployments)
    return name === undefined ? whole : whole.slice(0, whole.length - segment.length) + encodeURIComponent(name)
  })
}
