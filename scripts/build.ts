import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import process from 'node:process'

/** `npm run build`: one file per target. dist/strait is a program of its own; dist/strait.mjs runs on any Node from 22.19. */
const bun = 'node_modules/.bin/bun'

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
build(['build', '--compile', '--minify', '--sourcemap=none', 'apps/bun/src/main.ts', '--outfile', 'dist/strait'])
build(['build', '--target=node', '--format=esm', 'apps/node/src/main.ts', '--outfile', 'dist/strait.mjs'])

function build(args: readonly string[]): void {
  const { status } = spawnSync(bun, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
