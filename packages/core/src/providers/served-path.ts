import type { Provider } from './provider.ts'

/** A bare path of another provider's as this one has it; undefined where it does not serve it. */
export function servedPath({ serves = [] }: Provider, path: string): string | undefined {
  const rule = serves.find((served) => served.path.test(path))
  if (rule === undefined) return undefined
  return rule.below === undefined ? path : rule.below + path.slice('/v1'.length)
}
