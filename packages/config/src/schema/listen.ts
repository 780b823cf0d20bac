import { parseHost, Secret } from '@strait/core'
import * as v from 'valibot'
import { doorList } from './doors.ts'
import { leaf, ok, type Read, wrong } from './leaf.ts'
import { pem, privatePem } from './pem.ts'
import { forms, isMap, members, oneOrMore, optional, required } from './shape.ts'
import { text, textOf } from './values.ts'

export interface Address {
  readonly hostname: string
  readonly port: number
}

/** Where `listen` gives a port alone. */
const LOOPBACK = '127.0.0.1'

const address = leaf<Address>({
  expected: 'host:port like 127.0.0.1:8787, or a port number',
  json: { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 0, maximum: 65535 }] },
  read(input) {
    if (typeof input === 'number') return portAlone(input)
    const value = textOf(input)
    if (value === undefined) return wrong()
    if (/^\d+$/.test(value)) return portAlone(Number(value))
    const host = parseHost(value)
    if (host?.port !== undefined) return ok({ hostname: host.name, port: host.port })
    return wrong(undefined, input instanceof Secret ? undefined : spellingHint(value))
  },
})

function portAlone(port: number): Read<Address> {
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65535
  return isPort ? ok({ hostname: LOOPBACK, port }) : wrong('a port is a whole number from 0 to 65535')
}

function spellingHint(value: string): string | undefined {
  const url = /^[a-z]+:\/\/([^/]+)/i.exec(value)?.[1]
  if (url !== undefined) return `write ${url}, without a scheme; tls is a member beside address`
  const port = /^\*?:(\d+)$/.exec(value)?.[1]
  if (port !== undefined) return `write 127.0.0.1:${port} for this machine alone, 0.0.0.0:${port} for every network`
  if (/^[0-9a-f]*:[0-9a-f:]+$/i.test(value)) return 'an IPv6 address stands in brackets: "[::1]:8787"'
  if (/^\[[0-9a-f:]+\]$/i.test(value) || parseHost(value) !== undefined) return `add a port: "${value}:8787"`
  return undefined
}

const tls = members('tls', {
  cert: required(pem, 'Certificate chain: path of a PEM file, or the PEM text.'),
  key: required(privatePem, 'Private key: path of a PEM file, or the PEM text.'),
  client_ca: optional(pem, 'Clients must show a certificate of this authority.'),
})

const listenerName = text<string>({
  expected: 'a name for routes to go by',
  read: (value) => (/^[\w.:-]{1,64}$/.test(value) ? ok(value) : wrong('letters, digits and - . : _, up to 64')),
})

const listener = members('a listener', {
  address: required(address, '`host:port`, or a port number (on 127.0.0.1).'),
  name: optional(listenerName, 'What the `listeners` of routes call it; unique.'),
  tls: optional(tls, 'Serve HTTPS. Files are read again when the config is reloaded.'),
  doors: optional(doorList, 'Which doors this listener has. Default: all that `doors` leaves on.'),
})

export type Listener = v.InferOutput<typeof listener>

const alone = v.pipe(
  address,
  v.transform((value): Listener => ({ address: value })),
)

const either = forms([alone, listener], (input) => (isMap(input) ? 1 : 0))

/** Comes out as a list. */
export const listen = oneOrMore('a list of { address, tls, doors }', either)
