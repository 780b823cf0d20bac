import { parseTemplate } from '@strait/core'
import { ok, type Read, wrong } from './leaf.ts'
import { text } from './values.ts'

const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i

/** The path of a route: exact, or with `*`. Compared with the path as the client wrote it. */
export const routePath = text<string>({
  expected: 'a path like /v1/rerank, /chat/* or /v1/*/files',
  json: { pattern: '^/' },
  read(value) {
    const problem = characterProblem(value) ?? placeholderProblem(value)
    if (problem !== undefined) return problem
    if (/^\/-(\/|$)/.test(value)) return wrong("`/-/...` is Strait's own door", 'choose another path')
    if (DOT_SEGMENT.test(value)) return wrong('"." and ".." segments never arrive')
    return ok(value)
  },
})

function characterProblem(value: string): Read<never> | undefined {
  if (/^https?:\/\//i.test(value))
    return wrong('it is a URL', 'write the path alone; a host is a condition of its own: `host`')
  if (!value.startsWith('/'))
    return wrong('a path begins with /', value.startsWith('*') ? 'write /*' : `write /${value}`)
  if (value.includes('?')) return wrong('a query is no part of the path', 'make it a condition: query: { name: value }')
  if (value.includes('#')) return wrong('a fragment never arrives')
  return /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : wrong('blanks and characters beyond ASCII arrive percent-encoded', 'write %20 for a blank')
}

function placeholderProblem(value: string): Read<never> | undefined {
  if (value.includes('**')) return wrong(undefined, 'one * at the end stands for all that follows')
  if (/\{[^/]*\}/.test(value)) return wrong('names in { } do not exist here', 'write * for a segment')
  return /\/:[A-Za-z]/.test(value) ? wrong('names like :id do not exist here', 'write * for a segment') : undefined
}

/** `to.path`: what follows the base of the url. */
export const pathTemplate = text<string>({
  expected:
    'a path that may hold {rest} (what * matched), {path} (the whole path of the request) and {unversioned} (that path without a version like /v1 in front)',
  read(value) {
    const rule = parseTemplate(value)
    return rule.kind === 'invalid'
      ? wrong(rule.detail, value.includes('*') ? 'write {rest} for what * matched' : undefined)
      : ok(value)
  },
})
