import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A fenced block. What follows the language in its first line are marks: `sh run`, `yaml check serve`, `json shows`. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly marks: ReadonlySet<string>
  readonly text: string
}

export function readPage(page: string): string {
  return readFileSync(`${ROOT}${page}`, 'utf8')
}

export function blocksOf(page: string, text = readPage(page)): Block[] {
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const fence = /^( *)```(\S*) *(.*)$/.exec(lines[i] as string)
    if (fence === null) continue
    const [, indent = '', language = '', marks = ''] = fence
    const end = lines.indexOf(`${indent}\`\`\``, i + 1)
    if (end < 0) throw new Error(`${page}:${i + 1} opens a block that nothing closes`)
    const body = lines.slice(i + 1, end).map((line) => line.slice(indent.length))
    blocks.push({
      page,
      line: i + 1,
      language,
      marks: new Set(marks.split(' ').filter(Boolean)),
      text: body.join('\n'),
    })
    i = end
  }
  return blocks
}
