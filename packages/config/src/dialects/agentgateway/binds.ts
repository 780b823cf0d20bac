import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { Door } from './doors.ts'
import type { Listeners } from './listeners.ts'
import { judgeMembers } from './policies.ts'
import { READ_OF_A_LISTENER } from './policy-words.ts'
import type { AgentgatewayWork } from './work.ts'

export interface Attached {
  readonly route: Path
  readonly doors: readonly Door[]
}

const NOT_HTTP: ReadonlySet<string> = new Set(['TCP', 'TLS', 'HBONE'])

/** `binds[].listeners[].routes[]`: each bind's port is a listener, and its routes are reached by it alone. */
export function readBinds(work: AgentgatewayWork, listeners: Listeners): Attached[] {
  return work.entries(['binds']).flatMap((bind) => {
    const port = [...bind, 'port']
    if (!work.has(port) || work.at([...bind, 'mode']) === 'internal') {
      work.note(bind, 'no listener is made of it: nothing reaches it from outside')
      return []
    }
    return work.entries([...bind, 'listeners']).flatMap((listener) => {
      const door = openDoor(work, listeners, { listener, port, name: `port-${String(work.value(port))}` })
      if (door === undefined) return []
      return work.entries([...listener, 'routes']).map((route) => ({ route, doors: [door] }))
    })
  })
}

interface Opening {
  /** Where `hostname`, `protocol`, `tls` and `policies` stand. */
  readonly listener: Path
  readonly port: Path
  readonly name: string
}

function openDoor(work: AgentgatewayWork, listeners: Listeners, { listener, port, name }: Opening): Door | undefined {
  const protocol = work.text([...listener, 'protocol'])
  if (work.has([...listener, 'tcpRoutes']) || NOT_HTTP.has(protocol ?? '')) {
    work.noteOnce('tcp', listener, 'no listener is made of it: only HTTP is spoken')
    return undefined
  }
  const policies = [...listener, 'policies']
  judgeMembers(work, policies, READ_OF_A_LISTENER)
  const tls = [...listener, 'tls']
  const hasTls = work.has(tls)
  if (protocol === 'HTTPS' && !hasTls)
    work.mistake(listener, 'HTTPS stands without tls', 'write tls: { cert: …, key: … }')
  const opened = listeners.open(name, new Placed(work.value(port), port), hasTls ? tls : undefined, listener)
  return { listener: opened, hostname: work.text([...listener, 'hostname']), policies: [policies] }
}

/** Members of a gateway or its listener that are no policies. */
const OF_A_GATEWAY: ReadonlySet<string> = new Set([
  'apiKey',
  'cors',
  'hostname',
  'listeners',
  'name',
  'port',
  'protocol',
  'tls',
])

/** `gateways`: listeners by name, to which `routes` and `llm` are attached. `NAME/LISTENER` is one of several. */
export function readGateways(work: AgentgatewayWork, listeners: Listeners): ReadonlyMap<string, readonly Door[]> {
  const doors = new Map<string, readonly Door[]>()
  for (const name of Object.keys(work.map(['gateways']))) {
    const gateway = ['gateways', name]
    const port = [...gateway, 'port']
    if (!work.has(port)) {
      work.mistake(gateway, 'port is missing', 'write port: 3000')
      continue
    }
    judgeMembers(work, gateway, OF_A_GATEWAY)
    const parts = work.entries([...gateway, 'listeners'])
    const own = (parts.length === 0 ? [gateway] : parts).flatMap((listener, i): Door[] => {
      if (listener !== gateway) judgeMembers(work, listener, OF_A_GATEWAY)
      const door = openDoor(work, listeners, { listener, port, name })
      if (door === undefined) return []
      // Policies of a gateway stand beside its port.
      const held = { ...door, policies: [gateway, listener] }
      doors.set(`${name}/${work.text([...listener, 'name']) ?? `listener${i}`}`, [held])
      return [held]
    })
    doors.set(name, own)
  }
  return doors
}

/** `gateways: NAME`, or a list of them; `default` where nothing is said. */
export function attachedTo(
  work: AgentgatewayWork,
  gateways: ReadonlyMap<string, readonly Door[]>,
  path: Path,
): readonly Door[] {
  const places = work.entries(path)
  if (places.length === 0) return gateways.get('default') ?? []
  return places.flatMap((place) => {
    const name = String(work.value(place))
    const found = gateways.get(name)
    if (found === undefined)
      work.mistake(place, 'there is no gateway of this name', `there are ${[...gateways.keys()].join(', ')}`)
    return found ?? []
  })
}
