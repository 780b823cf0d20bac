/** Offsets into the text of the file. */
export interface Range {
  readonly start: number
  readonly end: number
}

export type Path = readonly (string | number)[]

/** Something the user can mend in the file. No member ever holds a secret. */
export interface Problem {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** `routes[2].to.provider`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly found?: string
  readonly expected?: string
  /** What to write instead. */
  readonly hint?: string
  /** The line, secrets masked, and where in it the problem stands (from 1). */
  readonly excerpt: { readonly text: string; readonly column: number; readonly length: number }
}

/** A problem before its place is worked out. */
export interface Finding {
  readonly path: Path
  readonly at: Range
  readonly says: string
  readonly found?: string
  readonly expected?: string
  readonly hint?: string
  /** This finding makes another one needless: that the member of this name is missing beside it. */
  readonly meant?: string
  /** The member that is missing. */
  readonly missing?: string
}

/** Who writes `base_url` for `url` need not be told as well that `url` is missing. */
export function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const meant = new Set(
    findings.flatMap((each) =>
      each.meant === undefined ? [] : [JSON.stringify([...each.path.slice(0, -1), each.meant])],
    ),
  )
  return findings.filter(({ path, missing }) => missing === undefined || !meant.has(JSON.stringify([...path, missing])))
}

export function pathText(path: Path, maskedNames: ReadonlySet<string>): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (maskedNames.has(key)) return `${text}.•••`
    const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
    return text === '' ? name : `${text}.${name}`
  }, '')
}
