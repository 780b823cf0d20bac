import { utf8 } from '../web/bytes.ts'
import { sha256 } from '../web/digest.ts'

/**
 * The static keys of `access.keys`, kept only as SHA-256. Looking one up compares with every entry in full, so
 * that the time taken says nothing about which key, or how much of it, was right.
 */
export interface AccessKeys {
  /** Headers in which callers may put a key, beside those of the SDKs; lower case. */
  readonly headers: readonly string[]
  find(key: string): Promise<string | undefined>
}

interface Entry {
  readonly name: string
  readonly digest: Uint8Array
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

export async function createAccessKeys(
  keys: readonly { name: string; key: string }[],
  headers: readonly string[] = [],
): Promise<AccessKeys> {
  const entries: Entry[] = await Promise.all(
    keys.map(async ({ name, key }) => ({ name, digest: await sha256(utf8(key)) })),
  )
  return {
    headers,
    async find(key) {
      const digest = await sha256(utf8(key))
      let found: string | undefined
      for (const entry of entries) if (equal(entry.digest, digest)) found = entry.name
      return found
    },
  }
}
