import { at } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { type Setting, settingOf } from '../setting.ts'
import { addressOf } from './address.ts'
import { credentialOf } from './credential.ts'
import { deploymentsOf } from './deployments.ts'
import { holdKeys } from './hold-keys.ts'
import { judgeKey } from './judge-key.ts'
import { networkOf } from './network.ts'
import { poolOf } from './pool.ts'
import { typeOf } from './provider-types.ts'
import { judgeOthers } from './settings.ts'
import type { BifrostWork } from './work.ts'

const READ: ReadonlySet<string> = new Set([
  'custom_provider_config',
  'concurrency_and_buffer_size',
  'keys',
  'network_config',
  'openai_config',
  'proxy_config',
])
const NONE: ReadonlySet<string> = new Set()
const READ_OF_CUSTOM: ReadonlySet<string> = new Set(['allowed_requests', 'base_provider_type', 'is_key_less'])

export function translateProviders(work: BifrostWork): void {
  for (const written of work.names(['providers'])) translateProvider(work, written)
}

function translateProvider(work: BifrostWork, written: string): void {
  const { draft, source } = work
  const from = ['providers', written]
  // Bifrost takes names of providers in any case.
  const name = written.toLowerCase()
  if (!isMap(at(source, from))) {
    draft.mistake({ path: from, says: 'it is no map of settings', hint: 'write { "keys": [{ "value": "env.NAME" }] }' })
    return
  }
  if (isMap(draft.get(['providers', name]))) {
    draft.mistake({ path: from, says: 'another provider has this name in another case', hint: 'keep one of the two' })
    return
  }
  const type = typeOf(work, from, name)
  const held = holdKeys(work, from, type)
  const key = held.first
  work.heldKeys.set(name, held.all)
  const pool = poolOf(work, held)
  const address = addressOf(work, from, key, name, type)
  if (address.kind === 'ok') {
    const settings = [
      ...address.settings,
      ...(pool ?? credentialOf(work, from, key, name, type)),
      ...(type === 'azure' && key !== undefined ? ofAzure(work, key) : []),
      ...networkOf(work, from),
    ]
    draft.set(['providers', name], {}, from)
    if (type !== name && type !== 'custom') draft.set(['providers', name, 'type'], type, typePlace(work, from))
    for (const { path, value, from: place } of settings) draft.plant(['providers', name, ...path], value, place)
  }
  for (const each of held.all) judgeKey(work, each, type, pool !== undefined)
  judgeOthers(work, from, READ)
  judgeOthers(work, [...from, 'openai_config'], NONE)
  judgeCustom(work, [...from, 'custom_provider_config'])
}

function ofAzure(work: BifrostWork, key: Path): Setting[] {
  return [...settingOf(work, ['api_version'], [...key, 'azure_key_config', 'api_version']), ...deploymentsOf(work, key)]
}

function typePlace(work: BifrostWork, from: Path): Path {
  const place = [...from, 'custom_provider_config', 'base_provider_type']
  return work.has(place) ? place : from
}

/** Where both kinds of passthrough are allowed, all of it is. */
function judgeCustom(work: BifrostWork, custom: Path): void {
  const allowed = [...custom, 'allowed_requests']
  const passes = ['passthrough', 'passthrough_stream'].every((name) => work.isOn([...allowed, name]))
  if (isMap(at(work.source, allowed)) && !passes) {
    const says = 'every kind of request goes through'
    work.draft.restrict({ path: allowed, name: 'allowed_requests', says })
  }
  judgeOthers(work, custom, READ_OF_CUSTOM)
}
