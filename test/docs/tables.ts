import { errors } from '../../packages/core/src/errors.ts'
import { providers } from '../../packages/core/src/providers/index.ts'
import type { Provider } from '../../packages/core/src/providers/provider.ts'

/** A key of the shape that a provider's keys have, to see where it puts one. */
const SAMPLE = 'KEY'

/** Where `key` in the config travels. */
function carrierOf({ credential }: Provider): string {
  if (credential.kind === 'none') return '-'
  const [name, value] = credential.attach(SAMPLE)
  const header = `\`${name}: ${value}\``
  return credential.kind === 'sigv4' ? `${header}, or signed (SigV4) with \`aws\`` : header
}

function addressOf({ url, region }: Provider): string {
  if (url !== undefined) return `\`${url}\``
  return region === undefined ? 'your own: `url`' : `\`${region.url}\``
}

function neededOf({ name, url, region }: Provider): string {
  if (name === 'custom') return '`url`, under a name of your own'
  if (url !== undefined) return 'nothing'
  if (region === undefined) return '`url`'
  return region.default === undefined && region.fromPath === undefined ? '`region`' : 'nothing'
}

/** The built-in providers, as rows of Markdown. */
export function providerTable(): string {
  const rows = [...providers.values()].map((provider) => {
    const { name, title } = provider
    const door = name === 'custom' ? '`/NAME/…`' : `\`/${name}/…\``
    return `| ${title} | ${door} | ${addressOf(provider)} | ${carrierOf(provider)} | ${neededOf(provider)} |`
  })
  return [
    '| provider | door | default address | a held key travels as | must be configured |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** Paths by which a provider is known without its name in front. */
export function bareTable(): string {
  const rows = [...providers.values()].flatMap(({ title, bare }) =>
    (bare ?? []).map(
      ({ shape, shared }) => `| \`${shape}\` | ${title}${shared ? ', unless key or model say another' : ''} |`,
    ),
  )
  return ['| path | provider |', '|---|---|', ...rows].join('\n')
}

/** What of a key or a model tells of a provider, and where the shared paths stand in its own API. */
export function tellsTable(): string {
  const rows = [...providers.values()]
    .filter(({ keyPrefixes, modelPrefixes, bare, serves }) => (keyPrefixes ?? modelPrefixes) && (bare ?? serves))
    .map(({ title, keyPrefixes = [], modelPrefixes = [], serves = [] }) => {
      const below = serves.flatMap((rule) => rule.below ?? [])
      return `| ${title} | ${codes(keyPrefixes, '…')} | ${codes(modelPrefixes, '*')} | ${codes(below, '/…')} |`
    })
  return [
    '| provider | its keys begin with | its models | in place of `/v1/…` it is asked for |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function codes(beginnings: readonly string[], end: string): string {
  return beginnings.map((text) => `\`${text}${end}\``).join(' ')
}

/** Every code of Strait's own. */
export function errorTable(): string {
  const rows = Object.entries(errors).map(([code, [status, message]]) => `| \`${code}\` | ${status} | ${message} |`)
  return ['| code | status | what it says |', '|---|---|---|', ...rows].join('\n')
}
