import type { Path } from '../../problem.ts'
import * as settings from '../judge-setting.ts'
import { HARMLESS, HELD_BY_ACCESS, NOTES, REASONS } from './setting-words.ts'
import type { BifrostWork } from './work.ts'

const WORDS: settings.Words = { harmless: HARMLESS, notes: NOTES, reasons: REASONS, heldByAccess: HELD_BY_ACCESS }

export function judgeSetting(work: BifrostWork, path: Path): void {
  settings.judgeSetting(work, path, WORDS)
}

/** Every member of a section but those that are read. */
export function judgeOthers(work: BifrostWork, section: Path, read: ReadonlySet<string>): void {
  for (const name of work.names(section)) if (!read.has(name)) judgeSetting(work, [...section, name])
}

export function restrict(work: BifrostWork, path: Path, name: string, says?: string): void {
  settings.restrict(work, path, name, WORDS, says)
}
