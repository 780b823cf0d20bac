import { parseBase } from '../../prepare/path.ts'
import type { Provider } from '../../providers/provider.ts'
import type { QueryPair } from '../../send/target.ts'
import type { Ask, Said } from './ask.ts'
import type { AskedPlace } from './asked-place.ts'
import { headerOf } from './control-names.ts'
import { behindVersion, readHost } from './custom-host.ts'
import type { Found } from './find-provider.ts'
import { badControl } from './refusals.ts'

/** Azure OpenAI reference, "data plane": these name their deployment in the path. */
const DEPLOYED = /^\/(?:completions|chat\/completions|embeddings|audio\/[a-z]+|images\/[a-z]+)$/

/** A resource of Azure OpenAI by its name, or the address of one in Foundry. */
export function azurePlace(ask: Ask, { provider }: Found): AskedPlace | undefined {
  const query = azureVersion(ask, provider)
  const foundry = ask.said.get('azure_foundry_url')
  if (foundry !== undefined) {
    return { base: readHost(foundry), said: foundry, regional: false, query, rest: behindVersion }
  }
  const resource = ask.said.get('azure_resource_name')
  if (resource === undefined) return undefined
  return { base: baseOf(resource), said: resource, regional: false, query, rest: azurePath(ask) }
}

/** The v1 API takes no dated version. */
export function azureVersion({ said }: Ask, { configQueryExcept: except }: Provider): QueryPair[] {
  const version = plain(said.get('azure_api_version'), 'a version, like 2024-10-21')
  if (version === undefined || version === 'v1') return []
  return [{ name: 'api-version', written: `api-version=${version}`, unlessSent: true, except }]
}

/** Where a resource has what this dialect puts below `/v1`; other paths are Azure's own. */
export function azurePath({ said }: Ask): (path: string) => string {
  const version = said.get('azure_api_version')?.text ?? 'v1'
  const deployment = plain(said.get('azure_deployment_id'), 'the name of a deployment')
  return (path) => {
    const behind = behindVersion(path)
    if (behind === path) return path
    if (/^\/messages(?:\/|$)/.test(behind)) return `/anthropic${path}`
    const isDeployed = DEPLOYED.test(behind)
    if (isDeployed && deployment !== undefined && said.get('azure_api_version')?.text !== 'v1') {
      return `/openai/deployments/${deployment}${behind}`
    }
    if (version === 'v1') return `/openai${path}`
    if (!isDeployed) return `/openai${behind}`
    throw badControl(headerOf('azure-deployment-id'), 'this path needs the name of a deployment. Send it')
  }
}

/** It becomes a label of a host name: nothing that could end that name, or begin another. */
function baseOf({ text, where }: Said) {
  const isLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text)
  const base = isLabel ? parseBase(`https://${text}.openai.azure.com`) : undefined
  if (base?.kind === 'ok') return base
  throw badControl(where, 'write the name of the resource alone: letters, digits and -')
}

/** It becomes a part of the path or the query. */
function plain(said: Said | undefined, what: string): string | undefined {
  if (said === undefined) return undefined
  if (/^[\w.-]{1,128}$/.test(said.text) && !/^\.+$/.test(said.text)) return said.text
  throw badControl(said.where, `write ${what}: letters, digits and . _ -`)
}
