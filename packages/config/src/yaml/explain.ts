import type { YAMLParseError, YAMLWarning } from 'yaml'
import type { Finding, Range } from '../problem.ts'

export interface Explained {
  readonly finding: Finding
  /** The values can be read all the same, so that the other problems of the file are found too. */
  readonly harmless: boolean
}

type Fault = YAMLParseError | YAMLWarning
type Words = { readonly says: string; readonly hint?: string; readonly at?: Range; readonly harmless?: boolean }

/** What the parser found, in the words of somebody who writes YAML twice a year. Its own words may quote a secret. */
export function explain(fault: Fault, text: string): Explained {
  const at = { start: Math.min(fault.pos[0], Math.max(0, text.length - 1)), end: fault.pos[1] }
  const line = lineAt(text, at.start)
  const words = quotedReference(text, at) ??
    explanations[fault.code]?.(line, text, at, fault.message) ?? { says: 'this is not valid YAML' }
  const { says, hint, harmless = false } = words
  return { finding: { path: [], at: words.at ?? at, says, ...(hint === undefined ? {} : { hint }) }, harmless }
}

/** `{ key: ${NAME} }`: the brace that begins the reference ends the plain text before it. */
function quotedReference(text: string, at: Range): Words | undefined {
  if (text[at.start] !== '{' || text[at.start - 1] !== '$') return undefined
  const reference = /^\$\{[^}\n]*\}/.exec(text.slice(at.start - 1))?.[0] ?? '${…}'
  const hint = /^\$\{(file:)?[\w./-]*\}$/.test(reference) ? `write "${reference}"` : 'write "${…}"'
  return {
    says: 'inside { } and [ ], a ${…} needs quotes',
    hint,
    at: { start: at.start - 1, end: at.start - 1 + reference.length },
  }
}

const explanations: Readonly<Record<string, (line: string, text: string, at: Range, message: string) => Words>> = {
  DUPLICATE_KEY: (_line, text, at) => ({
    says: `${nameAt(text, at)} stands here twice`,
    hint: 'keep one of the two',
    at: { start: at.start, end: at.start + nameAt(text, at).length },
    harmless: true,
  }),
  TAB_AS_INDENT: (_line, text, at) => ({
    says: 'a tab stands at the beginning of the line',
    hint: 'YAML is indented with blanks',
    at: { start: at.start, end: at.start + (/^\t+/.exec(text.slice(at.start))?.[0].length ?? 1) },
  }),
  BAD_INDENT: (_line, text, at) =>
    flowIsOpen(text, at)
      ? { says: 'a { or [ is not closed before this line', hint: 'close it, and indent what stands inside' }
      : {
          says: 'this line is indented unlike the lines it belongs to',
          hint: 'members of one map begin in the same column',
        },
  BLOCK_AS_IMPLICIT_KEY: () => ({
    says: 'a second ": " stands on this line',
    hint: 'put the value in quotes, or on lines of its own',
  }),
  BLOCK_IN_FLOW: () => ({ says: 'inside { } and [ ], a comma is missing', hint: 'part the members with commas' }),
  MULTILINE_IMPLICIT_KEY: (line) => missingBlank(line),
  MISSING_CHAR: (_line, text, at, message) => missingCharacter(text, at, message),
  BAD_SCALAR_START: (_line, text, at) => ({
    says: `a value can't begin with ${text[at.start]}`,
    hint: 'put it in quotes',
  }),
  BAD_ALIAS: (_line, text, at) => ({
    says: 'a value that begins with * is an alias',
    hint: 'put it in quotes: "*"',
    ...(text[at.start - 1] === '*' ? { at: { start: at.start - 1, end: at.start } } : {}),
  }),
  BAD_DQ_ESCAPE: () => ({ says: 'this escape does not exist in "…"', hint: "write \\\\ for a backslash, or use '…'" }),
  MULTIPLE_DOCS: () => ({ says: 'a second document begins here', hint: 'one file is one document: take out the ---' }),
  TAG_RESOLVE_FAILED: () => ({ says: 'tags like !name mean nothing here', hint: 'take it out', harmless: true }),
  NON_STRING_KEY: () => ({ says: "this can't be a name", hint: 'a name is plain text' }),
  UNEXPECTED_TOKEN: (_line, text, at) => unexpected(text, at),
}

function missingBlank(line: string): Words {
  return /^\s*(?:- )?[\w-]+:\S/.test(line)
    ? { says: 'behind the colon a blank is missing', hint: 'write name: value' }
    : { says: 'a name without its colon', hint: 'write name: value' }
}

function missingCharacter(text: string, at: Range, message: string): Words {
  const quote = /["']/.exec(message)?.[0]
  if (quote === undefined) return missingBlank(lineAt(text, at.start))
  const open = openQuote(text, quote)
  return { says: 'a quote is not closed', hint: `write ${quote} at its end`, at: { start: open, end: open + 1 } }
}

/** The last quote that begins a value. */
function openQuote(text: string, quote: string): number {
  const starts = [...text.matchAll(new RegExp(`(?<=[\\s,[{:-])${quote}`, 'g'))]
  return starts.at(-1)?.index ?? text.lastIndexOf(quote)
}

function unexpected(text: string, at: Range): Words {
  const character = text[at.start]
  if (character === '}' || character === ']')
    return { says: `this ${character} closes nothing`, hint: 'take it out, or open it' }
  const before = text.slice(0, at.start).trimEnd().at(-1)
  return before === '"' || before === "'"
    ? {
        says: 'something stands behind the closing quote',
        hint: 'put the whole value in quotes, or a comma between two',
      }
    : { says: 'this does not belong here', hint: 'a value with : # { } [ ] , in it needs quotes' }
}

function flowIsOpen(text: string, at: Range): boolean {
  const before = text.slice(0, at.start).replace(/"[^"\n]*"|'[^'\n]*'|\$\{[^}\n]*\}/g, '')
  return (before.match(/[{[]/g)?.length ?? 0) > (before.match(/[}\]]/g)?.length ?? 0)
}

function nameAt(text: string, at: Range): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,{}[\]]+)/.exec(text.slice(at.start))?.[0] ?? 'a name'
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end < 0 ? text.length : end)
}
