import type { Exchange } from '../exchange.ts'

/** `forwarded: add`: who called and how, appended behind what earlier proxies wrote (RFC 7239, RFC 9110 7.6.3). */
export function forwardedHeaders(headers: string[], { arrival, client }: Exchange): string[] {
  const lines = [...headers]
  append(lines, 'x-forwarded-for', client)
  append(lines, 'x-forwarded-proto', arrival.scheme)
  const host = arrival.fields.get('host')
  if (host !== undefined) append(lines, 'x-forwarded-host', host)
  append(lines, 'via', `${arrival.httpVersion} strait`)
  return lines
}

function append(lines: string[], name: string, value: string): void {
  for (let i = lines.length - 2; i >= 0; i -= 2) {
    if (lines[i]?.toLowerCase() !== name) continue
    lines[i + 1] = `${lines[i + 1]}, ${value}`
    return
  }
  lines.push(name, value)
}
