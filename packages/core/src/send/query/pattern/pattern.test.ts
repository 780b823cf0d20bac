import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../../test/random.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import type { Work } from './search.ts'

const unbounded: Work = { spend: () => {} }

function compiled(text: string): Pattern {
  const result = compilePattern(text)
  assert.ok(result.kind === 'ok', `${text}: ${result.kind === 'wrong' && result.says}`)
  return result.pattern
}

test('compilePattern() matches as JavaScript does', () => {
  const rows: [pattern: string, matching: string[], others: string[]][] = [
    ['', ['', 'a'], []],
    ['gpt', ['gpt', 'a gpt-5'], ['', 'gp', 'GPT']],
    ['^gpt-5', ['gpt-5', 'gpt-5.5-mini'], ['my gpt-5', 'gpt-4']],
    ['mini$', ['gpt-5-mini', 'mini'], ['mini-2', 'mini\n']],
    ['^$', [''], ['a']],
    ['^(?:gpt|o\\d)-', ['gpt-5', 'o3-mini'], ['o-', 'xo3-']],
    ['(?<family>claude)-(opus|sonnet)', ['claude-opus-4', 'claude-sonnet'], ['claude-haiku']],
    ['a|', ['', 'b'], []],
    ['a|b|cd', ['xb', 'cd'], ['', 'c']],
    ['ab?c', ['ac', 'abc'], ['abbc']],
    ['ab*?c', ['ac', 'abbbc'], ['adc']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['^a{2,}$', ['aa', 'aaaa'], ['a']],
    ['^a{0,2}$', ['', 'a', 'aa'], ['aaa']],
    ['^(ab){1,2}c{0}$', ['ab', 'abab'], ['', 'ababab', 'abc']],
    ['^(?:a*)*$', ['', 'aaa'], ['b']],
    ['^(?:a*)+b', ['b', 'aab'], ['c']],
    ['\\bgpt\\b', ['gpt', 'a gpt b', '(gpt)'], ['gpts', 'agpt']],
    ['\\Bt', ['gpt'], ['t', ' t']],
    ['\\d\\D\\w\\W\\s\\S', ['1ab- x'], ['1a', '']],
    ['^[a-c]+$', ['abc'], ['', 'abd']],
    ['^[^a-c]$', ['d', '\n', '😀'], ['a', 'dd']],
    ['^[\\d.-]+$', ['1.5-2'], ['x', '']],
    ['^[-a]$', ['-', 'a'], ['b']],
    ['^[a\\]\\\\^]+$', [']\\^a'], ['[']],
    ['[]', [], ['', 'a']],
    ['^[^]$', ['a', '\n'], ['']],
    ['^.$', ['a', '😀', '\u0085'], ['\n', '\u2028', '']],
    ['(?s)^.$', ['a', '\n'], ['']],
    ['(?i)^GPT-[a-c]$', ['gpt-B', 'GpT-c'], ['gpt-d']],
    ['(?i)größe', ['GRÖßE'], ['grosse']],
    ['(?i)[^a]', ['b'], ['A', 'a']],
    ['(?i)ς', ['Σ', 'σ', 'ς'], ['s']],
    ['(?i)[ks]i', ['KI'], ['\u212Ai', '\u017Fi', 'k\u0131']],
    ['(?is)^A.$', ['a\n'], ['b\n']],
    ['^\\u0041\\x42\\u{43}\\t\\0$', ['ABC\t\0'], ['ABC']],
    ['^\\ud83d\\ude00$', ['😀'], ['\ud83d']],
    ['^[\\u{1F600}-\\u{1F64F}]$', ['😀'], ['\ud83d', 'a']],
    ['\\$\\{\\.\\-\\/\\"', ['${.-/"'], []],
    ['^{"a":\\[]}$', ['{"a":[]}'], []],
    ['a{x}{,2}', ['a{x}{,2}'], ['aa']],
  ]
  for (const [pattern, matching, others] of rows) {
    const { test } = compiled(pattern)
    for (const text of matching) assert.equal(test(text, unbounded), true, `${pattern} ${JSON.stringify(text)}`)
    for (const text of others) assert.equal(test(text, unbounded), false, `${pattern} ${JSON.stringify(text)}`)
  }
})

test('compilePattern() says what can not be matched, and where', () => {
  const rows: [pattern: string, says: RegExp][] = [
    ['a(?=b)', /lookaround .*\(character 5\)/],
    ['(?<!a)b', /lookaround/],
    ['(a)\\1', /references back .*\(character 4\)/],
    ['(?<n>a)\\k<n>', /references back/],
    ['a(?i)b', /"\(\?" here may only begin/],
    ['(?m)^a', /"\(\?" here may only begin/],
    ['(a', /a "\)" is missing \(character 2\)/],
    ['a)', /closes nothing \(character 2\)/],
    ['[a', /a "]" is missing/],
    ['*a', /nothing to repeat/],
    ['a**', /nothing to repeat/],
    ['^*', /nothing to repeat/],
    ['a|{2}', /nothing to repeat/],
    ['a{2,1}', /\{2,1\} counts backwards/],
    ['[z-a]', /range counts backwards/],
    ['\\', /nothing behind/],
    ['\\A', /"\\A" has no meaning/],
    ['\\p{L}', /"\\p" has no meaning/],
    ['\\u12', /write \\x41/],
    ['\\u{110000}', /Unicode ends/],
    ['(x{0,200}){0,200}', /more than 2000 steps/],
    ['((((a{9}){9}){9}){9}){9}', /more than 2000 steps/],
    ['((){1000}){1000}', /more than 2000 steps/],
    ['a{99999999999999999999}', /more than 2000 steps/],
  ]
  for (const [pattern, says] of rows) {
    const result = compilePattern(pattern)
    assert.match(result.kind === 'wrong' ? result.says : 'compiled', says, pattern)
  }
  for (const open of ['(', '[', '(?:', '\\(', 'a|', '(a|']) compilePattern(open.repeat(1000))
})

const ATOMS = ['a', 'b', 'A', '-', '.', '\\d', '\\w', '\\W', '\\s', '[ab]', '[^a]', '[a-c\\d]', 'é', '\\x61', ' ']
const LOOKS = ['^', '$', '\\b', '\\B']
const COUNTS = ['*', '+', '?', '*?', '{2}', '{0,2}', '{1,}', '{1,3}?', '{0}']
const LETTERS = ['a', 'b', 'c', 'A', 'B', '1', '-', ' ', '\n', 'é', 'É', '_']

function randomPattern(random: () => number, depth: number): string {
  const pick = (from: readonly string[]) => from[lessThan(from.length, random)] as string
  const pieces = Array.from({ length: 1 + lessThan(3, random) }, () => {
    const chance = random()
    if (chance < 0.15) return pick(LOOKS)
    const nested = depth > 0 && chance < 0.5
    const atom = nested ? `${pick(['(', '(?:'])}${randomPattern(random, depth - 1)})` : pick(ATOMS)
    return random() < 0.4 ? atom + pick(COUNTS) : atom
  })
  return pieces.join('') + (random() < 0.25 ? `|${random() < 0.2 ? '' : randomPattern(random, depth - 1)}` : '')
}

test('compilePattern() agrees with JavaScript on random patterns and texts', () => {
  const random = randomFrom(6)
  for (let round = 0; round < 4000; round++) {
    const pattern = randomPattern(random, 3)
    const anyCase = random() < 0.3
    const theirs = new RegExp(pattern, anyCase ? 'i' : '')
    const ours = compiled(anyCase ? `(?i)${pattern}` : pattern)
    for (let i = 0; i < 12; i++) {
      const text = Array.from({ length: lessThan(9, random) }, () => LETTERS[lessThan(LETTERS.length, random)]).join('')
      assert.equal(ours.test(text, unbounded), theirs.test(text), `${theirs} on ${JSON.stringify(text)}`)
    }
  }
})

test('compilePattern() takes no longer than the text is long, whatever the pattern', () => {
  const size = 100_000
  const rows: [pattern: string, text: string, matches: boolean][] = [
    ['(a+)+$', `${'a'.repeat(size)}!`, false],
    ['(a|aa)*b', 'a'.repeat(size), false],
    ['(a|a|a?)*?c', 'a'.repeat(size), false],
    ['(x{0,20}){0,40}y', 'x'.repeat(size), false],
    ['(.*)(.*)(.*)(.*)(.*)(.*)z', 'x'.repeat(size), false],
    ['(\\w+\\s?)+:$', 'word '.repeat(size / 5), false],
    ['^gpt', 'x'.repeat(size), false],
    ['(?i)secret\\b', `${'public '.repeat(size / 7)}SECRET`, true],
  ]
  for (const [pattern, text, matches] of rows) {
    const { test } = compiled(pattern)
    let steps = 0
    const work: Work = {
      spend: (more) => {
        steps += more
      },
    }
    const found = test(text, work)
    assert.equal(found, matches, pattern)
    assert.ok(steps < 20 * size, `${pattern} took ${steps} steps`)
  }
})

test('compilePattern() makes patterns that say what they spend, and stop when there is no more', () => {
  // Where an "a" stood in the last hundred characters: more states than there are characters.
  const { test } = compiled(`a[ab]{100}c`)
  const random = randomFrom(1)
  const text = Array.from({ length: 100_000 }, () => (random() < 0.5 ? 'a' : 'b')).join('')
  let left = 1_000_000
  const work: Work = {
    spend: (steps) => {
      left -= steps
      if (left < 0) throw new RangeError('spent')
    },
  }
  assert.throws(() => test(text, work), RangeError)
  assert.ok(left > -1000)
})
