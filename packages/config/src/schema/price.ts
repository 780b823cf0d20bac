import { members, required } from './shape.ts'
import { number } from './values.ts'

export const price = members('a price', {
  per_request: required(
    number({ min: 0, max: Infinity, integer: false, expected: 'an amount in US dollars' }),
    'What each call costs, in US dollars.',
  ),
})
