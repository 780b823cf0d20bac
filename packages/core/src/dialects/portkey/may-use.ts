import type { Caller } from '../../exchange.ts'

export function mayUse(caller: Caller, { allow }: { readonly allow: ReadonlySet<string> | undefined }): boolean {
  return allow === undefined || (caller.kind === 'key' && allow.has(caller.name))
}
