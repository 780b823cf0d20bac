import * as v from 'valibot'

/** What reading one value gives. `says` and `hint` never hold the value: it may be a secret. */
export type Read<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'wrong'; readonly says?: string; readonly hint?: string }

interface Leaf<T> {
  /** In words, for error messages and the reference: "a duration like 500ms, 2s, 5m". */
  readonly expected: string
  /** The same for editors. */
  readonly json: Readonly<Record<string, unknown>>
  read(input: unknown): Read<T>
}

/** Issue messages carry two sentences, what is wrong and what to write; this stands between them. */
export const HINT_MARK = '\n'

/** A value of the file: one place reads it, says what was expected, and describes it to editors. */
export function leaf<T>({ expected, json, read }: Leaf<T>) {
  return v.pipe(
    v.unknown(),
    v.metadata({ ...json, 'x-expected': expected }),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const result = read(dataset.value)
      if (result.kind === 'ok') return result.value
      addIssue({ message: `${result.says ?? ''}${HINT_MARK}${result.hint ?? ''}`, expected })
      return NEVER
    }),
  )
}

export function ok<T>(value: T): Read<T> {
  return { kind: 'ok', value }
}

export function wrong(says?: string, hint?: string): Read<never> {
  return { kind: 'wrong', ...(says === undefined ? {} : { says }), ...(hint === undefined ? {} : { hint }) }
}
