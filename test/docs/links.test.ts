import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { blocksOf, ROOT, readPage } from './blocks.ts'
import { pages } from './pages.ts'

/** GitHub's rule for the anchor of a heading. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutBlocks(markdown).matchAll(/^#+ +(.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    for (let i = 0; ; i++) {
      const anchor = i === 0 ? slug : `${slug}-${i}`
      if (anchors.has(anchor)) continue
      anchors.add(anchor)
      break
    }
  }
  for (const [, id = ''] of markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^( *)```.*?\n\1```$/gms, '')
}

for (const page of pages) {
  test(`the links of ${page} lead somewhere`, () => {
    const text = withoutBlocks(readPage(page))
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      assert.ok(existsSync(join(ROOT, file)), `${page} links to ${target}`)
      if (anchor === undefined || !file.endsWith('.md')) continue
      assert.ok(anchorsOf(readPage(file)).has(anchor), `${page} links to ${target}, where no such heading is`)
    }
  })

  test(`the commands of ${page} exist`, () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const commands = [
      ...blocksOf(page).map(({ text }) => text),
      ...[...readPage(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
    ]
    for (const command of commands) {
      for (const [, name = ''] of command.matchAll(/\bnpm (?:run )?(start(?::\w+)?|test|(?<=run )[\w:-]+)/g)) {
        assert.ok(name in scripts, `${page}: npm run ${name}, but package.json has no such script`)
      }
      for (const [, path = ''] of command.matchAll(
        /\b(?:bun|node|deno run -A|deno serve [^`\n]*?|bun run) ((?:apps|scripts|packages|test)\/[\w./-]+)/g,
      )) {
        assert.ok(existsSync(join(ROOT, path)), `${page} names ${path}`)
      }
    }
  })
}

test('README.md has the two commands word for word', () => {
  const text = readPage('README.md')
  for (const command of ['npm ci && npm start', 'npm ci && npm test']) assert.ok(text.includes(command), command)
})
