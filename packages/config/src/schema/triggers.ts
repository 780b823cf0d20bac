import type { TriggerWord } from '@strait/core'
import { leaf, ok, wrong } from './leaf.ts'
import { listOf } from './shape.ts'
import { textOf } from './values.ts'

const WORDS = ['4xx', '5xx', 'unsent', 'network', 'timeout', 'key'] as const

const trigger = leaf<TriggerWord>({
  expected: `a status from 400, or one of ${WORDS.join(', ')}`,
  json: {
    anyOf: [
      { type: 'integer', minimum: 400, maximum: 599 },
      { type: 'string', enum: [...WORDS] },
    ],
  },
  read(input) {
    const text = typeof input === 'number' ? String(input) : textOf(input)
    if (text === undefined) return wrong()
    const word = WORDS.find((each) => each === text.toLowerCase())
    if (word !== undefined) return ok(word)
    if (!/^\d{3}$/.test(text)) return wrong()
    const status = Number(text)
    return status >= 400 && status <= 599 ? ok(status) : wrong('an answer below 400 is no failure')
  },
})

/** What of an attempt leads to another. */
export const triggerList = listOf('a list like [429, 5xx, network, timeout]', trigger)
