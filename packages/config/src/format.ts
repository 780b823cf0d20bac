import type { Problem } from './problem.ts'

/** Problems as they are printed: where, what, the line, and what to write instead. No secret is in them. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n')
}

function formatProblem(problem: Problem): string {
  const { file, line, column, path, message, found, expected, hint, excerpt } = problem
  const number = String(line)
  const gutter = ' '.repeat(number.length)
  const rows = [
    `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`,
    ...(excerpt.text.trim() === ''
      ? []
      : [
          ` ${number} | ${excerpt.text}`,
          ` ${gutter} | ${' '.repeat(excerpt.column - 1)}${'^'.repeat(excerpt.length)}`,
        ]),
    ...(found === undefined ? [] : [` ${gutter}   found     ${found}`]),
    ...(expected === undefined ? [] : [` ${gutter}   expected  ${expected}`]),
    ...(hint === undefined ? [] : [` ${gutter}   hint      ${hint}`]),
  ]
  return `${rows.join('\n')}\n`
}
