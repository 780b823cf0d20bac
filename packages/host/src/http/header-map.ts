export type HeaderMap = Record<string, string | string[]>

/** A flat list as Node takes headers: by name in lower case, and lines of one name as an array. `without`: names that stay. */
export function headerMap(flat: readonly string[], without?: ReadonlySet<string>): HeaderMap {
  // A name may be one that every other object has.
  const headers: HeaderMap = Object.create(null)
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] as string).toLowerCase()
    if (without?.has(name)) continue
    const value = flat[i + 1] as string
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
