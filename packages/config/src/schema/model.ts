import { ok, wrong } from './leaf.ts'
import { text } from './values.ts'

/** What a model may be called: it goes into logs, errors and JSON. */
const NAME = /^[^\x00-\x1f\x7f]{1,256}$/

export const modelName = text<string>({
  expected: 'the name of a model',
  read: (value) => (NAME.test(value) ? ok(value) : wrong('up to 256 characters, none of them control characters')),
})

/** A name, or a beginning, an end, or both, with one `*` for the rest. */
export const modelPattern = text<string>({
  expected: 'the name of a model, or one with a * like gpt-*',
  read(value) {
    if (!NAME.test(value)) return wrong('up to 256 characters, none of them control characters')
    return value.split('*').length > 2 ? wrong('it holds more than one *') : ok(value)
  },
})

/** The name to send; `{rest}` stands for what the `*` of a pattern matched. */
export const modelTemplate = text<string>({
  expected: 'the name of a model, which may hold {rest}',
  read(value) {
    if (!NAME.test(value)) return wrong('up to 256 characters, none of them control characters')
    return /[{}]/.test(value.replaceAll('{rest}', ''))
      ? wrong('only {rest} may stand in braces', 'write {rest} for what the * of its name matched')
      : ok(value)
  },
})
