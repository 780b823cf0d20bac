import { type Base, parseBase } from '@strait/core'

/** An address of the config, which was checked when it was read. */
export function baseOf(url: string): Base {
  const base = parseBase(url)
  if (base.kind === 'invalid') throw new TypeError(base.detail)
  return base
}
