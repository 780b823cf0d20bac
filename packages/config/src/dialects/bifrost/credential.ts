import type { Path } from '../../problem.ts'
import { type Setting, settingOf } from '../setting.ts'
import { KEYLESS } from './provider-types.ts'
import type { BifrostWork } from './work.ts'

/** What the provider is called with, each in its own way. */
export function credentialOf(
  work: BifrostWork,
  from: Path,
  key: Path | undefined,
  name: string,
  type: string,
): Setting[] {
  const isKeyless = KEYLESS.has(type) || work.isOn([...from, 'custom_provider_config', 'is_key_less'])
  const found = key === undefined ? [] : (OF_TYPE[type] ?? plainKey)(work, key)
  if (found.length > 0 || isKeyless) return found
  const own = AMBIENT[type]
  if (own !== undefined && key !== undefined) work.draft.note(key, `${own.said}: ${own.hint}`)
  else work.draft.note(from, `no key is held: at /${name}/... the caller's own goes through`)
  return []
}

/** Whether a key signs, or has a token made, and is no plain one. */
export function hasOwnCredential(work: BifrostWork, key: Path, type: string): boolean {
  switch (type) {
    case 'azure':
      return ENTRA.every((name) => work.has([...key, 'azure_key_config', name]))
    case 'vertex':
      return work.has([...key, 'vertex_key_config', 'auth_credentials'])
    default:
      return false
  }
}

const ENTRA = ['tenant_id', 'client_id', 'client_secret']

type FromKey = (work: BifrostWork, key: Path) => Setting[]

const OF_TYPE: Readonly<Record<string, FromKey>> = { azure, bedrock, vertex }

/** Where Bifrost takes the machine's own identity, which is never used here. */
const MACHINE = "it names no credential, and the machine's own identity is not used here"
const AMBIENT: Readonly<Record<string, { said: string; hint: string }>> = {
  azure: { said: MACHINE, hint: 'write value, or client_id, client_secret and tenant_id' },
  bedrock: { said: MACHINE, hint: 'write access_key and secret_key, or value' },
  vertex: { said: MACHINE, hint: 'write auth_credentials' },
}

function plainKey(work: BifrostWork, key: Path): Setting[] {
  return settingOf(work, ['key'], [...key, 'value'])
}

/** An application of Entra before a key, as there; what is there of one alone is none. */
function azure(work: BifrostWork, key: Path): Setting[] {
  const config = [...key, 'azure_key_config']
  if (!hasOwnCredential(work, key, 'azure')) return plainKey(work, key)
  if (work.has([...key, 'value'])) work.draft.note([...key, 'value'], 'not used: the application of Entra is, as there')
  const scopes = [...config, 'scopes', 0]
  return [
    ...ENTRA.flatMap((name) => settingOf(work, ['entra', name], [...config, name])),
    ...settingOf(work, ['entra', 'scope'], scopes),
  ]
}

/** A key of Bedrock's before one of AWS, as there. */
function bedrock(work: BifrostWork, key: Path): Setting[] {
  const config = [...key, 'bedrock_key_config']
  const bearer = plainKey(work, key)
  const [id, secret] = ['access_key', 'secret_key'].map((name) => work.has([...config, name]))
  if (bearer.length > 0 || (!id && !secret)) return bearer
  if (id !== secret) {
    const [there, missing] = id ? ['access_key', 'secret_key'] : ['secret_key', 'access_key']
    const path = [...config, there as string]
    work.draft.mistake({ path, says: `${there} stands without ${missing}`, hint: `add ${missing}` })
    return []
  }
  return [
    ...settingOf(work, ['aws', 'access_key_id'], [...config, 'access_key']),
    ...settingOf(work, ['aws', 'secret_access_key'], [...config, 'secret_key']),
    ...settingOf(work, ['aws', 'session_token'], [...config, 'session_token']),
  ]
}

/** A service account before a key of express mode: one credential is held. */
function vertex(work: BifrostWork, key: Path): Setting[] {
  const account = settingOf(work, ['service_account'], [...key, 'vertex_key_config', 'auth_credentials'])
  if (account.length === 0) return plainKey(work, key)
  if (work.has([...key, 'value'])) work.draft.note([...key, 'value'], 'not used: auth_credentials are')
  return account
}
