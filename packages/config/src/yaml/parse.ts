import { type Document, LineCounter, parseDocument } from 'yaml'
import type { Finding } from '../problem.ts'
import { explain } from './explain.ts'

export type Parsed =
  | { readonly kind: 'ok'; readonly document: Document; readonly findings: readonly Finding[] }
  | { readonly kind: 'broken'; readonly findings: readonly Finding[] }

/** A broken line makes the lines behind it look broken too; more of them would only hide the first. */
const MOST_SYNTAX_PROBLEMS = 3

/** YAML 1.2, and JSON with it. */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
    logLevel: 'error',
  })
  const faults = [...document.errors, ...document.warnings].map((fault) => ({ fault, ...explain(fault, text) }))
  if (faults.every((each) => each.harmless))
    return { kind: 'ok', document, findings: faults.map((each) => each.finding) }
  const seen = new Set<number>()
  const firsts = faults.filter(({ finding }) => {
    const { line } = lines.linePos(finding.at.start)
    return !seen.has(line) && seen.add(line)
  })
  return { kind: 'broken', findings: firsts.slice(0, MOST_SYNTAX_PROBLEMS).map((each) => each.finding) }
}
