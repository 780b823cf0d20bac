import type { Provider } from '../../providers/provider.ts'
import { servedPath } from '../../providers/served-path.ts'
import { behindVersion } from './custom-host.ts'

/**
 * A path below `/v1`, which this dialect puts in front of everything, as the provider itself has it: its API of OpenAI's
 * shape may stand elsewhere, and `/v1` is no part of paths that begin otherwise.
 */
export function nativePath(provider: Provider, path: string): string {
  const isNative = (some: string) => provider.bare?.some((rule) => rule.when === undefined && rule.path.test(some))
  if (isNative(path)) return path
  const served = servedPath(provider, path)
  if (served !== undefined) return served
  const behind = behindVersion(path)
  return behind !== path && isNative(behind) ? behind : path
}
