/** Where a path is looked for that stands in a file: beside that file, unless it is absolute. */
export function beside(file: string, path: string): string {
  if (isAbsolute(path)) return path
  const slash = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))
  return file.slice(0, slash + 1) + path
}

/** One name for one file: `.` and `..` are resolved, so that a circle is seen. */
export function tidied(path: string): string {
  const kept: string[] = []
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '.') continue
    if (segment === '..' && kept.length > 0 && !['', '..'].includes(kept.at(-1) as string)) kept.pop()
    else kept.push(segment)
  }
  return kept.join('/')
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path)
}
