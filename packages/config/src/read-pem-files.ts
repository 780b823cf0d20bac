import { Secret } from '@strait/core'
import type { Whole } from './files/whole.ts'
import { valueRange } from './issues.ts'
import type { Finding, Path } from './problem.ts'
import type { Config } from './schema/config.ts'

/** Certificates and keys stand in the config as paths or as text; from here on they are text. */
export function readPemFiles(config: Config, tree: Whole): { config: Config; findings: Finding[] } {
  const findings: Finding[] = []

  function textOf(value: string, path: Path, what: string): string {
    const read = isPem(value) ? ({ kind: 'ok', text: value } as const) : tree.partAt(path).sources.readFile(value)
    if (read.kind === 'ok' && new RegExp(`-----BEGIN [A-Z0-9 ]*${what}-----`).test(read.text)) return read.text
    const says =
      read.kind === 'failed'
        ? `the file can't be read: ${read.reason}`
        : `it holds no ${what.toLowerCase()} in PEM form`
    const hint =
      read.kind === 'failed'
        ? 'a path that does not begin with / is looked for beside the config file'
        : `it has a line -----BEGIN ${what}-----`
    findings.push({ path, at: valueRange(path, tree), says, hint })
    return ''
  }

  const certificate = (value: string, path: Path) => textOf(value, path, 'CERTIFICATE')
  const privateKey = (value: Secret, path: Path) => {
    const read = textOf(value.reveal(), path, 'PRIVATE KEY')
    return new Secret(read, isPem(value.reveal()) ? value.label : `file ${value.reveal()}`)
  }

  const listen = config.listen?.map((listener, i) => {
    if (listener.tls === undefined) return listener
    const path = ['listen', ...(Array.isArray((tree.value as { listen: unknown }).listen) ? [i] : []), 'tls']
    return { ...listener, tls: mapPem(listener.tls, path, certificate, privateKey) }
  })
  const providers = Object.entries(config.providers).map(([name, provider]) => {
    if (provider.tls === undefined) return [name, provider] as const
    return [
      name,
      { ...provider, tls: mapPem(provider.tls, ['providers', name, 'tls'], certificate, privateKey) },
    ] as const
  })
  return {
    config: { ...config, ...(listen === undefined ? {} : { listen }), providers: Object.fromEntries(providers) },
    findings,
  }
}

function mapPem<T extends object>(
  tls: T,
  path: Path,
  certificate: (value: string, path: Path) => string,
  privateKey: (value: Secret, path: Path) => Secret,
): T {
  const entries = Object.entries(tls).map(([name, value]: [string, unknown]) => {
    if (value instanceof Secret) return [name, privateKey(value, [...path, name])]
    return [name, typeof value === 'string' ? certificate(value, [...path, name]) : value]
  })
  return Object.fromEntries(entries) as T
}

function isPem(value: string): boolean {
  return value.includes('-----BEGIN ')
}
