import { pathText } from '../problem.ts'
import type { Tree } from './tree.ts'

const NOTHING = { value: { start: 0, end: 0 }, source: '' }
const NONE: ReadonlySet<string> = new Set()

/** A file in which nothing stands. */
export const blankTree: Tree = {
  value: {},
  findings: [],
  unfilled: NONE,
  values: [],
  masked: [],
  maskedNames: NONE,
  place: (path) => (path.length === 0 ? NOTHING : undefined),
  called: (path) => pathText(path, NONE),
}
