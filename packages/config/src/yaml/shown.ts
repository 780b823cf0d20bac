import type { Path } from '../problem.ts'

/** Members whose values are never secret. Everything else, known or not, is masked wherever it is printed. */
const SHOWN: ReadonlySet<string> = new Set(
  `accept_unenforced adapter address allow allow_anonymous allow_hosts answer_head api_version api_version_from authority bare base_url body body_idle ca carriers cert client_ca
  concurrency connect continue credentials doors drain echo edited_body endpoint first_byte format forwarded head headers host hosts_from_requests idle include
  keep_alive level listen listeners log max_age method methods model models name no_proxy only open origins otlp own path path_ends per_request port provider providers regex
  region regions rewrite_urls routes sample scope service signed_body stalled strategy target timeout to token_url total
  trusted_proxies type url`.split(/\s+/),
)

/** Maps in which those names mean what they say. In `headers` and `query` the names are the user's own. */
const SECTIONS: ReadonlySet<string> = new Set(
  'access bounds client cors doors egress entra keys listen log override price providers proxy routes telemetry timeouts tls to'.split(
    ' ',
  ),
)

const FREE: ReadonlySet<string> = new Set([
  'add',
  'aws',
  'basic',
  'headers',
  'query',
  'query_defaults',
  'request',
  'response',
  'set',
])

export function isShown(path: Path): boolean {
  const names = path.filter((key): key is string => typeof key === 'string')
  const last = names.at(-1)
  if (last === undefined) return true
  // Elsewhere it is what people call a key file.
  if (last === 'credentials') return names[0] === 'cors'
  // The name of a provider may be anything; a misplaced map of headers is none.
  const around = names.slice(0, -1).filter((name, i) => i !== 1 || names[0] !== 'providers' || FREE.has(name))
  return SHOWN.has(last) && around.every((name) => SECTIONS.has(name))
}

/** Nothing but references, or `Bearer` and one: the file itself holds no secret here. */
export function isReferenceOnly(source: string): boolean {
  return /^["']?(?:(?:Bearer|Basic|Token|Key) )?(?:\$\{(?:file:[\w./-]+|[A-Za-z_]\w*)\})+["']?$/.test(source)
}

/** User, password and query of a URL may be secret, also where the URL is spelt wrong; the rest of it is not. */
export function withoutUrlSecrets(source: string): string {
  return source
    .replace(/[^\s"'/,{}[\]]*@/g, '•••@')
    .replace(/\?(?!•)[^\s"']*/g, '?•••')
    .replace(/=[^\s"',{}]+/g, '=•••')
    .replace(/(\/\/[^\s"'/:,]*:)(?!\d{1,5}(?:[^\w.-]|$))[^\s"/,{}]+/g, '$1•••')
}
