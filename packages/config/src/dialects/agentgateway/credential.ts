import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { Placed } from '../placed.ts'
import type { AgentgatewayWork } from './work.ts'

/** Members of a provider of Strait's: `key`, `aws`, `entra`, `service_account`, or a header or parameter in their place. */
export type Credential = Readonly<Record<string, unknown>>

/** Where callers put a key of their own: emptied where another place carries ours. */
const CARRIERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']

/** `params.apiKey`, and every form of `backendAuth`. The first of the places that says something counts. */
export function readCredential(work: AgentgatewayWork, places: readonly Path[]): Credential {
  const path = places.find((each) => work.has(each))
  if (path === undefined) return {}
  if (path.at(-1) === 'apiKey') return { key: work.secret(path) }
  return backendAuth(work, path)
}

const NOT_HERE = 'use a key, or write the provider in a strait.yaml'

function backendAuth(work: AgentgatewayWork, path: Path): Credential {
  const said = work.at(path)
  if (!isMap(said)) return none(work, path, String(said))
  const [kind] = Object.keys(said)
  if ('credentials' in said) return none(work, [...path, 'credentials'], 'credentials')
  switch (kind) {
    case 'key':
      return keyOf(work, [...path, 'key'])
    case 'aws':
      return awsOf(work, [...path, 'aws'])
    case 'azure':
      return azureOf(work, [...path, 'azure'])
    case 'gcp':
      return gcpOf(work, [...path, 'gcp'])
    case 'passthrough':
      work.note(path, "the caller's own credential goes through; a JWT is not looked at")
      return {}
    default:
      return none(work, path, String(kind))
  }
}

function none(work: AgentgatewayWork, path: Path, kind: string): Credential {
  work.mistake(path, `a credential by ${kind} is not part of this version`, NOT_HERE)
  return {}
}

function keyOf(work: AgentgatewayWork, path: Path): Credential {
  const value = [...path, 'value']
  if (!isMap(work.at(path)) || !work.has(value)) return { key: work.secret(path) }
  const key = work.secret(value)
  const location = [...path, 'location']
  if (key === undefined || !work.has(location)) return { key }
  const header = [...location, 'header']
  if (work.has(header)) {
    const name = work.text([...header, 'name']) ?? 'authorization'
    const set = { [name]: new Placed(`${work.text([...header, 'prefix']) ?? ''}${String(key.value)}`, key.from) }
    const remove = CARRIERS.filter((each) => each !== name.toLowerCase())
    return { headers: { request: { set, remove } } }
  }
  const parameter = work.text([...location, 'queryParameter', 'name'])
  if (parameter !== undefined) return { query: { [parameter]: key }, headers: { request: { remove: CARRIERS } } }
  const cookie = work.text([...location, 'cookie', 'name'])
  if (cookie === undefined) return none(work, location, 'an expression')
  const set = { cookie: new Placed(`${cookie}=${String(key.value)}`, key.from) }
  return { headers: { request: { set, remove: CARRIERS } } }
}

function awsOf(work: AgentgatewayWork, path: Path): Credential {
  const member = (name: string) => work.secret([...path, name])
  if (work.has([...path, 'accessKeyId'])) {
    return {
      aws: {
        access_key_id: member('accessKeyId'),
        secret_access_key: member('secretAccessKey'),
        session_token: member('sessionToken'),
      },
    }
  }
  if (work.has([...path, 'assumeRole'])) return none(work, [...path, 'assumeRole'], 'an assumed role')
  return ambientAws(work, path)
}

/** What AWS's own tools take from the environment; roles of the machine are not asked for. */
export function ambientAws(work: AgentgatewayWork, from: Path): Credential {
  const { source } = work
  if (!source.isSet('AWS_ACCESS_KEY_ID') || !source.isSet('AWS_SECRET_ACCESS_KEY')) {
    work.noteOnce(
      'aws',
      from,
      'without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, what the caller signed goes through',
    )
    return {}
  }
  const of = (name: string) => new Placed(`\${${name}}`, from)
  return {
    aws: {
      access_key_id: of('AWS_ACCESS_KEY_ID'),
      secret_access_key: of('AWS_SECRET_ACCESS_KEY'),
      session_token: source.isSet('AWS_SESSION_TOKEN') ? of('AWS_SESSION_TOKEN') : undefined,
    },
  }
}

function azureOf(work: AgentgatewayWork, path: Path): Credential {
  const place = [...path, 'explicitConfig', 'clientSecret']
  if (!work.has(place)) return none(work, path, "the machine's own identity")
  const members = ['tenant_id', 'client_id', 'client_secret'].map((name) => [name, work.secret([...place, name])])
  return { entra: Object.fromEntries(members) }
}

function gcpOf(work: AgentgatewayWork, path: Path): Credential {
  if (work.at([...path, 'type']) === 'idToken') return none(work, path, 'an id token')
  if (!work.has([...path, 'credential'])) return none(work, path, "the machine's own identity")
  return { service_account: work.secret([...path, 'credential']) }
}
