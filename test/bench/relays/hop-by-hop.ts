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
