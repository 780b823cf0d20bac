/** NAME=value lines, as dotenv files have them: comments, `export`, quotes; \n only inside double quotes. */
export function parseEnvFile(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (match === null) continue
    found[match[1] as string] = unquote(match[2] as string)
  }
  return found
}

function unquote(value: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"(?:\s*#.*)?$/.exec(value)
  if (double !== null) return (double[1] as string).replace(/\\n/g, '\n').replace(/\\(["\\])/g, '$1')
  const single = /^'([^']*)'(?:\s*#.*)?$/.exec(value)
  if (single !== null) return single[1] as string
  return value.replace(/\s+#.*$/, '')
}
