import { listOf, members, withDefault } from './shape.ts'
import { bool, word } from './values.ts'

const DOORS = ['own', 'routes', 'providers', 'dialects', 'bare'] as const

export const doors = members('doors', {
  own: withDefault(bool, true, "`/-/...`, Strait's own pages: health, readiness."),
  routes: withDefault(bool, true, 'The routes of this file.'),
  providers: withDefault(bool, true, '`/NAME/...` for every provider, built-in or configured.'),
  dialects: withDefault(bool, true, 'What other gateways answer: `/openai_passthrough/...` and its kin.'),
  bare: withDefault(bool, true, 'Paths as the provider has them (`/v1/messages`): the provider is detected.'),
})

/** Which doors a listener has. */
export const doorList = listOf(`a list of doors (${DOORS.join(', ')})`, word(DOORS))
