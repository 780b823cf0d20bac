import { tryThis } from '@strait/config/compile'
import type { App, Listener } from './app.ts'
import type { ConfigSource } from './config-source.ts'
import type { Loaded } from './load-plan.ts'
import { version } from './version.ts'

/** What a person wants to know at start: where, from which config, which doors, and what to try. */
export function banner(app: App, source: ConfigSource, loaded: Loaded, listeners: readonly Listener[]): string {
  const urls = listeners.map(({ hostname, port }, i) => {
    const scheme = loaded.listen[i]?.tls === undefined ? 'http' : 'https'
    return `${scheme}://${hostname}:${port}`
  })
  const lines = [
    `strait ${version} on ${app.name} ${app.version}`,
    ...urls.map((url) => `  listening  ${url}`),
    `  config     ${configLine(source)}`,
    ...foreignLines(loaded),
    `  doors      ${doorLine(loaded)}`,
    `  access     ${loaded.config.access === undefined ? 'everyone who reaches it' : `${loaded.config.access.keys.length} keys`}`,
    `  traces     ${loaded.telemetry?.target ?? 'off'}`,
    ...(loaded.used.length === 0 ? [] : [`  from env   ${loaded.used.join(' ')}`]),
    ...loaded.warnings.map((warning) => `  warning    ${warning.trim().split('\n').join('\n             ')}`),
    `  try        ${tryLine(loaded, reachable(urls[0] ?? ''))}`,
  ]
  return `${lines.join('\n')}\n`
}

/** What a file says in another gateway's words, and what of it holds otherwise here. */
function foreignLines({ foreign, notes }: Loaded): string[] {
  return [
    ...foreign.map(({ file, title }) => `  reading    ${file} as ${title}`),
    ...notes.map((note) => `  note       ${note}`),
  ]
}

function configLine(source: ConfigSource): string {
  switch (source.kind) {
    case 'file':
      return `${source.file} (${source.why})`
    case 'inline':
      return `inline (${source.why})`
    case 'none':
      return "none: every known provider is a door, with the caller's own key. `strait init` writes one to begin with"
    default:
      return source satisfies never
  }
}

function doorLine({ table }: Loaded): string {
  const paths = table.map(({ path }) => path)
  const shown = paths.slice(0, 8).join(' ')
  return paths.length > 8 ? `${shown} and ${paths.length - 8} more (GET / lists them)` : shown
}

/** 0.0.0.0 is where it listens, not where one calls. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}

function tryLine(loaded: Loaded, url: string): string {
  const call = tryThis({ echo: loaded.echo, doors: loaded.table }, url)
  return loaded.config.access === undefined ? call : `${call} -H "authorization: Bearer $STRAIT_KEY"`
}
