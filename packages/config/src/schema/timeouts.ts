import type * as v from 'valibot'
import { duration, durationOrOff } from './duration.ts'
import { members, optional, withDefault } from './shape.ts'

const about = {
  connect: 'Name resolution, TCP and TLS together.',
  continue:
    "How long an upload waits for the provider's `100 Continue` before it goes all the same. Off: it is not asked for.",
  first_byte: "From the request's last byte on its way to the head of the answer.",
  idle: 'The longest pause between two pieces of an answer.',
  total: 'From the start of an attempt to the last byte of its answer. Off, so that long reasoning streams live.',
}

/** Of a provider or a route: what is not written here comes from the level above. */
export const timeoutsOverride = members('timeouts', {
  connect: optional(durationOrOff, about.connect),
  continue: optional(durationOrOff, about.continue),
  first_byte: optional(durationOrOff, about.first_byte),
  idle: optional(durationOrOff, about.idle),
  total: optional(durationOrOff, about.total),
})

const client = members('client timeouts', {
  head: withDefault(duration, '30s', 'Until the head of a request is complete.'),
  body_idle: withDefault(duration, '60s', 'The longest pause inside the body of a request.'),
  keep_alive: withDefault(duration, '75s', 'How long a connection without a request is kept open.'),
  stalled: withDefault(
    duration,
    '120s',
    "A client that accepts no byte for this long is dropped. An upstream's silence does not count.",
  ),
})

export const timeouts = members('timeouts', {
  connect: withDefault(durationOrOff, '10s', about.connect),
  continue: withDefault(durationOrOff, 'off', about.continue),
  first_byte: withDefault(durationOrOff, '10m', about.first_byte),
  idle: withDefault(durationOrOff, '10m', about.idle),
  total: withDefault(durationOrOff, 'off', about.total),
  client: withDefault(client, {}, 'Patience with clients.'),
})

export type TimeoutsOverride = v.InferOutput<typeof timeoutsOverride>
