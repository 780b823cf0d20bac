import { providers } from '@strait/core/providers'
import { builtIns } from '../../built-ins.ts'
import type { Path } from '../../problem.ts'
import { type Setting, settingOf } from '../setting.ts'
import type { BifrostWork } from './work.ts'

export type Address =
  | { readonly kind: 'ok'; readonly settings: readonly Setting[] }
  /** It has been told why. */
  | { readonly kind: 'none' }

/** What Bifrost takes where a Bedrock key names none. */
const BEDROCK_REGION = 'us-east-1'

const VERSION = /\/v\d+(?:(?:alpha|beta)\d*)?\/?$/

/** Where the provider is: in its key, in its network settings, or where everybody's is. */
export function addressOf(work: BifrostWork, from: Path, key: Path | undefined, name: string, type: string): Address {
  const ofKey = key === undefined ? [] : [[...key, `${name === 'sgl' ? name : type}_key_config`, 'url']]
  const endpoint = key === undefined || type !== 'azure' ? [] : [[...key, 'azure_key_config', 'endpoint']]
  const place = [...endpoint, ...ofKey, [...from, 'network_config', 'base_url']].find((each) => work.has(each))
  const region = regionOf(work, from, key, type)
  if (place !== undefined) {
    const written = work.value(place)
    if (written === undefined) return { kind: 'none' }
    return { kind: 'ok', settings: [{ path: ['url'], value: withVersion(written, type), from: place }, ...region] }
  }
  if (type === 'azure') return noEndpoint(work, from, key)
  const isEverybodys = builtIns.get(type)?.hasAddress === true && name !== 'sgl'
  if (isEverybodys) return { kind: 'ok', settings: region }
  work.draft.note(
    from,
    'no provider is made of it: it is none of the built-in ones, and network_config.base_url is missing',
  )
  return { kind: 'none' }
}

function noEndpoint(work: BifrostWork, from: Path, key: Path | undefined): Address {
  const settings = key === undefined ? undefined : [...key, 'azure_key_config']
  work.draft.mistake({
    path: settings !== undefined && work.has(settings) ? settings : (key ?? from),
    says: 'azure_key_config.endpoint is missing, and every Azure resource has an address of its own',
    hint: 'write "azure_key_config": { "endpoint": "https://NAME.openai.azure.com" }',
  })
  return { kind: 'none' }
}

function regionOf(work: BifrostWork, from: Path, key: Path | undefined, type: string): Setting[] {
  if (builtIns.get(type)?.regional !== true) return []
  const written = key === undefined ? [] : settingOf(work, ['region'], [...key, `${type}_key_config`, 'region'])
  if (written.length > 0 || type !== 'bedrock') return written
  return [{ path: ['region'], value: BEDROCK_REGION, from: key ?? from }]
}

/**
 * Bifrost puts `/v1` behind its base, and clients may leave it out. Here it is part of the base, and stands once where
 * the client sends it too.
 */
function withVersion(url: unknown, type: string): unknown {
  const version = VERSION.exec(providers.get(type)?.url ?? '')?.[0] ?? ''
  if (typeof url !== 'string' || url === '' || VERSION.test(url) || url.includes('?')) return url
  return version === '' ? url : url.replace(/\/+$/, '') + version
}
