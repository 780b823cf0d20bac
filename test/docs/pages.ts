import { globSync } from 'node:fs'
import { ROOT } from './blocks.ts'

/** What users read. */
export const guides: readonly string[] = find(['README.md', 'docs/**/*.md'])

/** Everything that is written here. */
export const pages: readonly string[] = find([
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'apps/**/README.md',
  'test/**/README.md',
])

function find(patterns: readonly string[]): string[] {
  const found = globSync([...patterns], { cwd: ROOT, exclude: (path) => path.includes('node_modules') })
  return found.map((path) => path.replaceAll('\\', '/')).sort()
}
