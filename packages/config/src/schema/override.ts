import { leaf, ok, wrong } from './leaf.ts'
import { plain } from './plain.ts'
import { isMap } from './shape.ts'

export type Override = Readonly<Record<string, unknown>>

const MODEL = /^[^\x00-\x1f\x7f]{1,256}$/

/** Members of a JSON body, as deep as they are written. */
export const override = leaf<Override>({
  expected: 'a map of members to set, like { model: gpt-5, temperature: 0 }',
  json: { type: 'object' },
  read(input) {
    if (!isMap(input)) return wrong()
    const members = plain(input) as Override
    const { model } = members
    if (typeof model !== 'string') return ok(members)
    if (!MODEL.test(model)) return wrong('model: up to 256 characters, none of them control characters')
    return /[{}]/.test(model.replaceAll('{rest}', ''))
      ? wrong('model: only {rest} may stand in braces', 'write {rest} for what the * of its name matched')
      : ok(members)
  },
})
