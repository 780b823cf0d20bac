import type { Fields } from '../../web/fields.ts'

/** RFC 9111 5.2: directives by lower-case name, without quotes; several lines are one list. */
export function cacheControl(fields: Fields): ReadonlyMap<string, string> {
  if (!fields.has('cache-control')) return NONE
  const directives = new Map<string, string>()
  for (const part of fields.all('cache-control').join(',').split(',')) {
    const [name = '', value = ''] = part.split('=', 2)
    directives.set(name.trim().toLowerCase(), value.trim().replaceAll('"', ''))
  }
  return directives
}

const NONE: ReadonlyMap<string, string> = new Map()

/** RFC 9111 1.2.2: seconds, as ms; undefined where it is no number. */
export function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) * 1000 : undefined
}
