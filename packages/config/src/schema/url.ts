import { parseBase } from '@strait/core'
import { ok, wrong } from './leaf.ts'
import { text } from './values.ts'

/** An address that the operator writes, and that is therefore trusted. Kept as written. */
export const url = text<string>({
  expected: 'an http or https URL like https://api.example.com/v1',
  json: { pattern: '^([hH][tT][tT][pP][sS]?://|\\$\\{)' },
  read(value) {
    const base = parseBase(value)
    if (base.kind === 'ok') return ok(value)
    const hint = /^[a-z0-9.-]+(:\d+)?(\/|$)/i.test(value) ? 'begin it with https:// (or http://)' : hints[base.reason]
    return wrong(base.detail, hint)
  },
})

const hints: Readonly<Record<string, string>> = {
  userinfo: 'write headers: { authorization: "Basic ${…}" } instead',
}
