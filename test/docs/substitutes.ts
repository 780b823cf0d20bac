import { generateKeyPairSync } from 'node:crypto'
import type { Certificates } from '@strait/testkit'
import { ROOT } from './blocks.ts'

/** The keys that the docs speak of. */
export const KEYS: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: 'sk-of-the-docs',
  OPENAI_API_KEY_2: 'sk-2-of-the-docs',
  ANTHROPIC_API_KEY: 'sk-ant-of-the-docs',
  GEMINI_API_KEY: 'AIza-of-the-docs',
  STRAIT_KEY: 'strait-key-of-the-docs',
  AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
}

const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):8787/g

/** What stands in the docs, with the addresses of this run. */
export function substituted(text: string, url: string): string {
  return text.replace(ADDRESS, url).replaceAll('npx strait', `node ${ROOT}apps/bun/bin/strait.js`)
}

const PLACES: Readonly<Record<string, string>> = { openai: '/openai/v1', anthropic: '/anthropic', gemini: '/gemini' }

/** A config of the docs on a free port, its providers in the hands of the test's upstream: nothing leaves the machine. */
export function served(text: string, upstream: string): string {
  let config = /^providers:/m.test(text) ? text : `${text}\nproviders:\n`
  for (const [name, place] of Object.entries(PLACES)) {
    const url = `url: "${upstream}${place}"`
    const named = new RegExp(`^( +)${name}: \\{ `, 'm')
    config = named.test(config)
      ? config.replace(named, `$1${name}: { ${url}, `)
      : config.replace(/^providers:.*\n/m, `$&  ${name}: { ${url} }\n`)
  }
  return `${config.replace(/^listen:.*\n/m, '')}\nlisten: 127.0.0.1:0\n`
}

/** A dummy for each variable that a config names. */
export function dummies(text: string): Record<string, string> {
  const names = [...text.matchAll(/(?:\$\{(?:env:)?|\bos\.environ\/|"env\.|\$)([A-Z][A-Z0-9_]*)/g)].map(
    ([, name = '']) => name,
  )
  return Object.fromEntries(names.map((name) => [name, KEYS[name] ?? `dummy-${name.toLowerCase()}`]))
}

/** The files that a config names, by what they are: `name` in the test's own directory → content. */
export function filesOf(text: string, { server }: Certificates): { text: string; files: Map<string, string> } {
  const files = new Map<string, string>()
  const local = (path: string) => path.replace(/^\.?\//, '').replaceAll('/', '-')
  const here = text.replace(/(?<=[\s"':])\.?\/?[\w./-]+\.(?:pem|crt|key)\b/g, (path) => {
    files.set(local(path), path.includes('key') ? server.key : server.cert)
    return local(path)
  })
  const secrets = here.replace(/\$\{file:([^}]+)\}/g, (_all, path: string) => {
    files.set(local(path), path.endsWith('.json') ? serviceAccount() : 'the-content-of-a-secret-file')
    return `\${file:${local(path)}}`
  })
  return { text: secrets, files }
}

/** The one kind of JSON file that the docs name. */
function serviceAccount(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  return JSON.stringify({ type: 'service_account', client_email: 'robot@project.iam.gserviceaccount.com', private_key })
}
