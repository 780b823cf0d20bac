import { breaker } from './breaker.ts'
import { hedge } from './hedge.ts'
import { ok, wrong } from './leaf.ts'
import { override } from './override.ts'
import { retry } from './retry.ts'
import { optional } from './shape.ts'
import { timeoutsOverride } from './timeouts.ts'
import { bool, number, text } from './values.ts'

const targetName = text<string>({
  expected: 'a name like premium',
  read: (value) =>
    /^[\x21-\x7e]{1,64}$/.test(value) ? ok(value) : wrong('plain ASCII without blanks, up to 64 characters'),
})

const weight = number({ min: 0, max: 1_000_000, integer: false, expected: 'a number from 0' })

/** What every target of a tree can say, a group as well as a single one. */
export const policies = {
  name: optional(targetName, 'For `use`, logs and traces; unique among the targets beside it.'),
  weight: optional(weight, 'Its share where load is balanced. Default: 1. 0: nothing goes there.'),
  retry: optional(retry, 'Try again at the same target. A group hands this down to what stands below it.'),
  breaker: optional(
    breaker,
    'Leave a target alone that keeps failing, as long as there is another. A group hands this down; `false` switches off what is handed down.',
  ),
  hedge: optional(
    hedge,
    'A second attempt where the first is late; the faster one counts. A group hands this down; `false` switches off what is handed down.',
  ),
  timeouts: optional(timeoutsOverride, 'Replace those of the route, one by one. A group hands these down.'),
  override: optional(
    override,
    'Members of a JSON body to set, as deep as they are written; no other byte changes. `model` may hold `{rest}`: what the `*` of its name in `by_model` stood for, elsewhere the whole name. The body is held in memory for it. A group hands this down, except to `passthrough`.',
  ),
  override_encoded: optional(
    bool,
    '`true`: a body that came compressed (gzip, deflate) is unpacked for `override` and packed again. Default: false, and such a request is 415.',
  ),
}
