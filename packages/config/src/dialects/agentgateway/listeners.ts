import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { AgentgatewayWork } from './work.ts'

/** Addresses that a gateway of its own for each port has here. Paths of providers' own are no doors of such a file. */
const DOORS = ['own', 'routes']

interface Opened {
  readonly name: string
  readonly port: Placed
  readonly tls: Path | undefined
  readonly from: Path
}

/** The listeners that the file asks for, by name; they are written once all is known. */
export class Listeners {
  readonly #work: AgentgatewayWork
  readonly #opened = new Map<string, Opened>()

  constructor(work: AgentgatewayWork) {
    this.#work = work
  }

  get several(): boolean {
    return this.#opened.size > 1
  }

  /** A port with its name; a second listener of the same port shares it. */
  open(wanted: string, port: Placed, tls: Path | undefined, from: Path): string {
    const there = [...this.#opened.values()].find((each) => each.port.value === port.value && port.value !== 0)
    if (there === undefined) {
      const name = this.#free(wanted)
      this.#opened.set(name, { name, port, tls, from })
      return name
    }
    if (!sameFiles(this.#work, there.tls, tls)) {
      this.#work.mistake(
        tls ?? from,
        'another listener has this port, with another certificate',
        'give it a port of its own',
      )
    }
    return there.name
  }

  write(): void {
    const { draft } = this.#work
    const isLocked = draft.get(['access', 'keys']) !== undefined
    const host = isLocked ? '0.0.0.0' : '127.0.0.1'
    for (const { name, port, tls, from } of this.#opened.values()) {
      const path = draft.push(['listen'], {}, from)
      this.#work.draft.plant(
        path,
        {
          address: new Placed(`\${HOST:-${host}}:${String(port.value)}`, port.from),
          name: this.several ? name : undefined,
          tls: tls === undefined ? undefined : tlsOf(this.#work, tls),
          doors: DOORS,
        },
        from,
      )
    }
    const [first] = this.#opened.values()
    if (first === undefined || isLocked) return
    this.#work.note(
      first.port.from,
      'it listens on this machine alone, since nothing says who may call: set HOST to the address of a network, with keys (apiKey) or allow_anonymous',
    )
  }

  #free(wanted: string): string {
    const tidy = wanted.replace(/[^\w.:-]+/g, '-').slice(0, 60)
    for (let i = 1; ; i++) {
      const name = i === 1 ? tidy : `${tidy}-${i}`
      if (!this.#opened.has(name)) return name
    }
  }
}

/** Ways of TLS that a listener here does not have. */
const NOT_HERE = ['cipherSuites', 'keyExchangeGroups', 'maxTLSVersion', 'maxTlsVersion', 'spiffe']

function tlsOf(work: AgentgatewayWork, path: Path): Record<string, unknown> {
  const file = (name: string) =>
    work.has([...path, name]) ? new Placed(work.value([...path, name]), [...path, name]) : undefined
  if (work.has([...path, 'mode']) && work.at([...path, 'mode']) !== 'static')
    work.mistake([...path, 'mode'], 'certificates are not made here', 'name the one to show')
  for (const name of NOT_HERE)
    if (work.has([...path, name])) work.restrict([...path, name], name, 'the usual ones are spoken')
  for (const name of ['minTLSVersion', 'minTlsVersion']) {
    const value = work.text([...path, name])
    if (value !== undefined && !/1[._]2$/.test(value)) work.restrict([...path, name], name, 'TLS 1.2 is spoken as well')
  }
  return { cert: file('cert'), key: file('key'), client_ca: file('root') }
}

function sameFiles(work: AgentgatewayWork, a: Path | undefined, b: Path | undefined): boolean {
  const said = (path: Path | undefined) => JSON.stringify(path === undefined ? null : work.at(path))
  return said(a) === said(b)
}
