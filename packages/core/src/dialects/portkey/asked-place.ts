import { type Base, parseBase } from '../../prepare/path.ts'
import type { RegionRule } from '../../providers/provider.ts'
import { regionUrl } from '../../providers/region.ts'
import type { QueryPair } from '../../send/target.ts'
import type { Ask, Said } from './ask.ts'
import { azurePlace } from './azure-place.ts'
import { behindVersion, readHost } from './custom-host.ts'
import type { Found } from './find-provider.ts'
import { nativePath } from './native-path.ts'
import { badControl } from './refusals.ts'
import { vertexPath } from './vertex-path.ts'

/** Where the ask itself says that the request goes. */
export interface AskedPlace {
  readonly base: Base
  /** What chose it. */
  readonly said: Said
  /** It is one of the provider's own hosts, whatever was said: no say in hosts is needed for it. */
  readonly regional: boolean
  readonly query: readonly QueryPair[]
  /** What stands below the base for the path that the client asked for. */
  rest(path: string): string
}

type Choose = (ask: Ask, found: Found) => AskedPlace | undefined

/** By the gateway's name of the provider: which controls choose its host. */
const BY_PROVIDER: ReadonlyMap<string, Choose> = new Map<string, Choose>([
  ['azure', azurePlace],
  ['bedrock', (ask, found) => regional(ask.said.get('aws_region'), found, (path) => nativePath(found.provider, path))],
  ['vertex', (ask, found) => regional(ask.said.get('vertex_region'), found, vertexPath(ask))],
])

/** The same for providers of which the gateway knows nothing else. */
const BY_NAME: ReadonlyMap<string, Choose> = new Map<string, Choose>([
  ['huggingface', (ask) => hostOf(ask.said.get('huggingface_base_url'))],
  ['workers-ai', (ask) => workersAi(ask.said.get('workers_ai_account_id'))],
])

export function askedPlace(ask: Ask, found: Found): AskedPlace | undefined {
  const host = hostOf(ask.said.get('custom_host'))
  if (host !== undefined) return host
  return (BY_NAME.get(found.name) ?? BY_PROVIDER.get(found.provider.name))?.(ask, found)
}

function hostOf(said: Said | undefined): AskedPlace | undefined {
  if (said === undefined) return undefined
  return { base: readHost(said), said, regional: false, query: [], rest: behindVersion }
}

function regional(said: Said | undefined, { provider }: Found, rest: AskedPlace['rest']): AskedPlace | undefined {
  if (said === undefined) return undefined
  const made = regionUrl(provider.region as RegionRule, said.text)
  const base = made.kind === 'ok' ? parseBase(made.url) : undefined
  if (base?.kind !== 'ok') throw badControl(said.where, 'write a region, like us-east-1')
  return { base, said, regional: true, query: [], rest }
}

/** https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility */
function workersAi(said: Said | undefined): AskedPlace | undefined {
  if (said === undefined) return undefined
  if (!/^[0-9a-f]{8,64}$/i.test(said.text))
    throw badControl(said.where, 'write the id of the account: letters a to f and digits')
  const base = parseBase(`https://api.cloudflare.com/client/v4/accounts/${said.text}/ai/v1`) as Base
  return { base, said, regional: true, query: [], rest: behindVersion }
}
