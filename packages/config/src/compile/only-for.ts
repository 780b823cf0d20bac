import type { AdmitRule } from '@strait/core'

/** `allow`: the callers that may pass. */
export function onlyFor(callers: ReadonlySet<string>): AdmitRule {
  return {
    name: 'allow',
    check: ({ caller }) =>
      caller.kind === 'key' && callers.has(caller.name)
        ? { kind: 'allow' }
        : { kind: 'refuse', code: 'not_admitted', detail: 'This key may not use this provider.' },
  }
}
