/** RFC 9110 7.6.1, and what the client and the server of a relay write themselves. */
const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'host',
  'expect',
])

/** Whether a field stays behind, given the value of `connection`. */
export function stays(connection: string | undefined): (name: string) => boolean {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return drops
  const named = new Set(connection.toLowerCase().split(/\s*,\s*/))
  return (name) => drops(name) || named.has(name.toLowerCase())
}

function drops(name: string): boolean {
  return DROPPED.has(name.toLowerCase())
}

/** The header lines of undici's answer that go on. */
export function answerLines(raw: readonly (Buffer | string)[]): string[] {
  const flat = raw.map((text) => (typeof text === 'string' ? text : text.toString('latin1')))
  const at = flat.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'connection')
  const dropped = stays(at < 0 ? undefined : flat[at + 1])
  const lines: string[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    if (!dropped(name)) lines.push(name, flat[i + 1] as string)
  }
  return lines
}
