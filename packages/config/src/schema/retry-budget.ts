import { members, withDefault } from './shape.ts'
import { number, positiveCount } from './values.ts'

export const retryBudget = members('retry_budget', {
  percent: withDefault(
    number({ min: 0, max: 100, integer: false, expected: 'a percentage' }),
    20,
    'Further attempts under way at one time, in a hundred requests under way on the same route.',
  ),
  least: withDefault(positiveCount, 3, 'So many are always allowed.'),
})
