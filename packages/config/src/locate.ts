import { excerptOf, type Hidden } from './excerpt.ts'
import { type Finding, type Problem, pathText } from './problem.ts'

/** Gives a finding its line, its column and what the line looks like. */
export function locate(finding: Finding, file: string, text: string, hidden: Hidden): Problem {
  const { path, at, says, found, expected, hint } = finding
  const before = text.slice(0, at.start)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    file,
    line: before.split('\n').length,
    column: at.start - lineStart + 1,
    path: pathText(path, hidden.maskedNames),
    message: says,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
    excerpt: excerptOf(text, at, hidden),
  }
}
