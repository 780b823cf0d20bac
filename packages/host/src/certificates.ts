import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Config } from '@strait/config'
import { StartError } from './start-error.ts'

type Listen = NonNullable<Config['listen']>[number]
type Tls = NonNullable<Listen['tls']>

/** The file that a PEM text was read from; undefined where it stands in the config itself. */
export type FileOf = (text: string) => string | undefined

/**
 * Whether the listeners can be served with what the files hold. It has to be known before a port is opened or gets a
 * new certificate: Node throws there, and Deno takes anything and then fails every handshake. While a certificate is
 * being renewed, its files are for a moment no pair or half written.
 */
export function checkCertificates(source: string, listen: readonly Listen[], fileOf: FileOf): void {
  const problems = listen.flatMap(({ address, tls }) => {
    if (tls === undefined) return []
    const where = `${source}: listen ${address.hostname}:${address.port}, tls`
    return problemsOf(tls, fileOf).map((problem) => `${where}: ${problem}\n`)
  })
  if (problems.length > 0) throw new StartError(problems.join('\n'), 2)
}

function problemsOf({ cert, key, client_ca: clientCa }: Tls, fileOf: FileOf): string[] {
  const named = (what: string, text: string) => {
    const file = fileOf(text)
    return `the ${what} ${file === undefined ? 'in the config' : `in ${file}`}`
  }
  const problems: string[] = []
  const chain = certificatesOf(cert, named('certificate', cert), problems)
  if (clientCa !== undefined) certificatesOf(clientCa, named('client_ca', clientCa), problems)
  const words = named('private key', key.reveal())
  const own = keyOf(key.reveal(), words, problems)
  const [leaf] = chain
  if (problems.length > 0 || leaf === undefined || own === undefined) return problems
  if (!leaf.checkPrivateKey(own)) return [`${named('certificate', cert)} and ${words} are no pair\n  hint  ${PAIR}`]
  try {
    createSecureContext({ cert, key: key.reveal(), ca: clientCa })
  } catch (error) {
    return [`${named('certificate', cert)} and ${words} can't be used: ${said(error)}`]
  }
  return []
}

const PAIR =
  'the key has to be the one that the certificate was made for; where both are being renewed, the second file mends it'

/** Those that can be read, in order; `problems` gets the others. */
function certificatesOf(text: string, words: string, problems: string[]): X509Certificate[] {
  return blocksOf(text, 'CERTIFICATE').flatMap((block, i) => {
    try {
      return [new X509Certificate(block)]
    } catch (error) {
      const hint = 'write the whole PEM file anew; one that is still being written is looked at again when it changes'
      problems.push(`${words} can't be read: its block ${i + 1} is no certificate (${said(error)})\n  hint  ${hint}`)
      return []
    }
  })
}

function keyOf(text: string, words: string, problems: string[]): KeyObject | undefined {
  try {
    return createPrivateKey(blocksOf(text, 'PRIVATE KEY')[0] ?? text)
  } catch (error) {
    problems.push(
      `${words} can't be read: ${said(error)}\n  hint  it has to be whole, in PEM form, and without a passphrase`,
    )
    return undefined
  }
}

/** Each from its first line to where the next begins: one that was cut off is not passed over. */
function blocksOf(text: string, what: string): string[] {
  return text.split(/(?=-----BEGIN )/).filter((block) => new RegExp(`^-----BEGIN [A-Z0-9 ]*${what}-----`).test(block))
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
