import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/**
 * `npm run build`: one file per target. dist/strait is a program of its own, with its code compiled ahead, which halves
 * the time of a start; dist/strait.mjs runs on any Node from 22.19. Another folder may be given in place of dist.
 */
const bun = 'node_modules/.bin/bun'
const into = process.argv[2] ?? 'dist'

rmSync(into, { recursive: true, force: true })
mkdirSync(into, { recursive: true })
const program = ['--compile', '--minify', '--bytecode', '--sourcemap=none', '--outfile', join(into, 'strait')]
build(['build', ...program, 'apps/bun/src/main.ts'])
build(['build', '--target=node', '--format=esm', 'apps/node/src/main.ts', '--outfile', join(into, 'strait.mjs')])

function build(args: readonly string[]): void {
  const { status } = spawnSync(bun, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
