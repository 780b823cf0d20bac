/** What a runtime's own `fetch` does beyond the standard, and what it is told so that it does less. */
export interface FetchPlatform {
  readonly name: 'bun' | 'node' | 'deno' | 'other'
  /** Members that only this runtime knows. */
  init(method: string): object
  /** It sends a body that it holds whole a second time when the connection dies under it; a stream it can't. */
  readonly repeats: boolean
  /** `//a` is sent as `/a`. */
  readonly joinsSlashes: boolean
  /** It asks for codings and takes them off, unless it is asked for `identity`. */
  readonly needsIdentity: boolean
  /** Whether a body of that `content-encoding` comes decoded all the same; undefined where that can't be told. */
  decodes(coding: string): boolean | undefined
}

const bun: FetchPlatform = {
  name: 'bun',
  init: (method) => ({
    decompress: false,
    timeout: false,
    // The environment's proxies are for the operator to name, not for the runtime to find.
    proxy: false,
    // On a kept connection that dies it sends everything but POST again.
    keepalive: method === 'POST',
  }),
  repeats: false,
  joinsSlashes: true,
  needsIdentity: false,
  decodes: () => false,
}

const NODE_CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd'])

const node: FetchPlatform = {
  name: 'node',
  // It has no cache. In every other mode it adds `cache-control` and `pragma` to conditional requests.
  init: () => ({ cache: 'force-cache' }),
  repeats: false,
  joinsSlashes: false,
  needsIdentity: true,
  // One unknown coding among several, and it leaves them all.
  decodes: (coding) => coding.split(',').every((one) => NODE_CODINGS.has(one.trim().toLowerCase())),
}

const deno: FetchPlatform = {
  name: 'deno',
  init: () => ({}),
  repeats: true,
  joinsSlashes: false,
  needsIdentity: true,
  decodes: () => false,
}

const other: FetchPlatform = {
  name: 'other',
  init: () => ({}),
  repeats: true,
  joinsSlashes: false,
  needsIdentity: true,
  decodes: () => undefined,
}

export function fetchPlatform(): FetchPlatform {
  if ('Bun' in globalThis) return bun
  if ('Deno' in globalThis) return deno
  const { versions } = (globalThis.process ?? {}) as { versions?: Readonly<Record<string, string>> }
  return versions?.['node'] === undefined ? other : node
}
