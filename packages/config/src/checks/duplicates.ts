/** Every value that stood before, with where it stood first. */
export function duplicates(values: readonly (string | undefined)[]): { index: number; first: number }[] {
  const firsts = new Map<string, number>()
  return values.flatMap((value, index) => {
    if (value === undefined) return []
    const first = firsts.get(value)
    if (first !== undefined) return [{ index, first }]
    firsts.set(value, index)
    return []
  })
}
