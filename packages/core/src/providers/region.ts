import type { RegionRule } from './provider.ts'

export type RegionUrl =
  | { readonly kind: 'ok'; readonly url: string }
  | { readonly kind: 'refused'; readonly code: 'bad_region' }

const REGION = /^[a-z0-9-]{1,63}$/
const refused: RegionUrl = { kind: 'refused', code: 'bad_region' }

/**
 * The base URL of a region that a request named. A credential goes where this says, so a region is one label of plain
 * letters, and the host is looked at again once it is made.
 */
export function regionUrl(rule: RegionRule, region: string): RegionUrl {
  if (!REGION.test(region)) return refused
  const { special } = rule
  const url =
    special !== undefined && Object.hasOwn(special, region)
      ? (special[region] as string)
      : rule.url.replace('{region}', region)
  const host = /^https?:\/\/([^/:?#@]+)/.exec(url)?.[1]
  return host?.endsWith(rule.suffix) ? { kind: 'ok', url } : refused
}
