import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashText } from './hash-text.ts'

/** Two bytes are one unit, the lower one first. */
function unitsOf(bytes: readonly number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 2)
    text += String.fromCharCode((bytes[i] as number) | ((bytes[i + 1] as number) << 8))
  return text
}

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0))

test('hashText() is MurmurHash3, by its published check values', () => {
  const rows: [bytes: number[], seed: number, hash: number][] = [
    [[], 0, 0],
    [[], 1, 0x514e28b7],
    [[], 0xffffffff, 0x81f16f39],
    [[0xff, 0xff, 0xff, 0xff], 0, 0x76293b50],
    [[0x21, 0x43, 0x65, 0x87], 0, 0xf55b516b],
    [[0x21, 0x43, 0x65, 0x87], 0x5082edee, 0x2362f9de],
    [[0x21, 0x43], 0, 0xa0f7b07a],
    [[0, 0, 0, 0], 0, 0x2362f9de],
    [[0, 0], 0, 0x30f4c306],
    [ascii('aaaa'), 0x9747b28c, 0x5a97808a],
    [ascii('abcd'), 0x9747b28c, 0xf0478627],
    [ascii('aa'), 0x9747b28c, 0x5d211726],
    [ascii('ab'), 0x9747b28c, 0x74875592],
  ]
  for (const [bytes, seed, hash] of rows) assert.equal(hashText(unitsOf(bytes), seed), hash, `${bytes} with ${seed}`)
})
