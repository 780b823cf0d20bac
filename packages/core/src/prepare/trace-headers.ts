/** The trace context for the upstream, in place of the client's lines of the same names: continued, not doubled. */
export function traceHeaders(headers: string[], ours: readonly string[]): string[] {
  const replaced = new Set<string>()
  for (let i = 0; i < ours.length; i += 2) replaced.add((ours[i] as string).toLowerCase())
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    if (!replaced.has((headers[i] as string).toLowerCase())) kept.push(headers[i] as string, headers[i + 1] as string)
  }
  return [...kept, ...ours]
}
