/** The candidate a user most likely meant, or undefined where none is near. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const folded = fold(word)
  let best: string | undefined
  let least = Math.max(1, Math.floor(folded.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(folded, fold(candidate))
    if (distance >= least) continue
    least = distance
    best = candidate
  }
  // `azure-openai`, `vertex_ai`, `aws-bedrock`: the word is there, with another beside it.
  return (
    best ??
    candidates.find((each) => folded.startsWith(`${each}_`)) ??
    candidates.find((each) => folded.endsWith(`_${each}`))
  )
}

/** `baseUrl`, `base-url` and `base_url` are one word. */
export function fold(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-\s.]+/g, '_')
    .toLowerCase()
}

/** Insertions, deletions, replacements, and swaps of two neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return 99
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, (before[j - 2] as number) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[b.length] as number
}
