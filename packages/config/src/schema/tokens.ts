import { isEntraTenant, readServiceAccount, Secret } from '@strait/core'
import { leaf, ok, wrong } from './leaf.ts'
import { secret } from './secret-value.ts'
import { isMap, members, optional, required } from './shape.ts'
import { url } from './url.ts'
import { text, textOf } from './values.ts'

const tenant = text<string>({
  expected: 'the id of a directory, or a domain of it',
  read(value) {
    if (isEntraTenant(value)) return ok(value)
    const many = /^(common|consumers|organizations)$/i.test(value)
    return many
      ? wrong('it stands for many directories, and an application has a token in one', 'write the id of the directory')
      : wrong('letters, digits, - and . only', 'write the id of the directory, as the Azure portal shows it')
  },
})

const clientId = text<string>({
  expected: 'the id of an application',
  read: (value) => (/^[\x21-\x7e]+$/.test(value) ? ok(value) : wrong('it holds blanks or characters beyond ASCII')),
})

/** RFC 6749 3.3 */
const scope = text<string>({
  expected: 'a scope like https://cognitiveservices.azure.com/.default',
  read: (value) =>
    /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value)
      ? ok(value)
      : wrong('words of plain ASCII, one blank between them'),
})

export const entra = members('entra', {
  tenant_id: required(tenant, 'The directory of the application: its id, or a domain.'),
  client_id: required(clientId, 'The id of the application.'),
  client_secret: required(secret, 'Its secret.'),
  scope: optional(scope, 'What the token is for. Default: `https://cognitiveservices.azure.com/.default`.'),
  authority: optional(url, 'Who gives the token, for sovereign clouds. Default: `https://login.microsoftonline.com`.'),
})

/** The JSON as text: in a JSON config, or pasted without quotes, it is a map already. */
export const serviceAccount = leaf<Secret>({
  expected: 'the JSON of a service account, best as "${file:PATH}"',
  json: { type: ['string', 'object'] },
  read(input) {
    const json = textOf(input) ?? (isMap(input) ? JSON.stringify(revealed(input)) : undefined)
    if (json === undefined) return wrong()
    if (json === '') return wrong('it is empty')
    const isPath = !(input instanceof Secret) && /^[^{\s]+\.json$/.test(json)
    if (isPath) return wrong('it is the path of a file', 'write "${file:PATH}" to have the file read')
    const label = input instanceof Secret ? input.label : 'the config file'
    const read = readServiceAccount(json, label)
    return read.kind === 'ok' ? ok(new Secret(json, label)) : wrong(read.says, KEY_FILE)
  },
})

const KEY_FILE = 'it is the key file that Google Cloud makes for a service account (Keys, Add key, JSON)'

function revealed(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, textOf(value) ?? value]))
}
