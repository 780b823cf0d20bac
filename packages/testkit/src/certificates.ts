import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Certificate {
  cert: string
  key: string
  certFile: string
  keyFile: string
}

export interface Certificates {
  /** The CA that clients are told to trust. */
  ca: Certificate
  /** For localhost, up.test, 127.0.0.1 and ::1. */
  server: Certificate
  /** From the same CA, for wrong.test alone. */
  wrongName: Certificate
  /** From the same CA, over since 2020. */
  expired: Certificate
  /** From the same CA, from 2090 on. */
  notYetValid: Certificate
  /** The right names, from a CA nobody trusts. */
  unknownIssuer: Certificate
  /** From the same CA, for a client that shows one. */
  client: Certificate
  directory: string
  remove(): void
}

const run = promisify(execFile)
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
const RIGHT_NAMES = 'DNS:localhost,DNS:up.test,IP:127.0.0.1,IP:::1'
/** `startdate`, `enddate` of openssl. */
type Dates = readonly [string, string]
const PAST: Dates = ['20190101000000Z', '20200101000000Z']
const FUTURE: Dates = ['20900101000000Z', '20910101000000Z']
const TWO_DAYS = ['-days', '2']

/** A local CA and certificates, good and bad, made by the openssl command line in a temporary directory. */
export async function makeCertificates(): Promise<Certificates> {
  const directory = await mkdtemp(join(tmpdir(), 'strait-certificates-'))
  const [ca, stranger] = await Promise.all([makeCa(directory, 'ca'), makeCa(directory, 'stranger')])
  const [server, wrongName, expired, notYetValid, unknownIssuer, client] = await Promise.all([
    sign(directory, 'server', ca, RIGHT_NAMES),
    sign(directory, 'wrong-name', ca, 'DNS:wrong.test'),
    sign(directory, 'expired', ca, RIGHT_NAMES, PAST),
    sign(directory, 'not-yet-valid', ca, RIGHT_NAMES, FUTURE),
    sign(directory, 'unknown-issuer', stranger, RIGHT_NAMES),
    sign(directory, 'client', ca, 'DNS:client.test'),
  ])
  const remove = () => rmSync(directory, { recursive: true, force: true })
  return { ca, server, wrongName, expired, notYetValid, unknownIssuer, client, directory, remove }
}

async function makeCa(directory: string, name: string): Promise<Certificate> {
  const { certFile, keyFile } = files(directory, name)
  const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
  const subject = ['-subj', `/CN=Strait test ${name}`]
  const added = extensions.flatMap((extension) => ['-addext', extension])
  await run('openssl', [
    'req',
    '-x509',
    ...NEW_KEY,
    ...TWO_DAYS,
    '-keyout',
    keyFile,
    '-out',
    certFile,
    ...subject,
    ...added,
  ])
  return load(directory, name)
}

async function sign(
  directory: string,
  name: string,
  ca: Certificate,
  names: string,
  dates?: Dates,
): Promise<Certificate> {
  const { certFile, keyFile } = files(directory, name)
  const requestFile = join(directory, `${name}.csr`)
  const extensionFile = join(directory, `${name}.ext`)
  await writeFile(extensionFile, `[ext]\nsubjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`)
  await run('openssl', ['req', '-new', ...NEW_KEY, '-keyout', keyFile, '-out', requestFile, '-subj', `/CN=${name}`])
  const common = ['-in', requestFile, '-out', certFile, '-extfile', extensionFile, '-extensions', 'ext']
  if (dates !== undefined) await signWithDates(directory, name, ca, common, dates)
  else {
    const issuer = ['-CA', ca.certFile, '-CAkey', ca.keyFile, '-set_serial', serial()]
    await run('openssl', ['x509', '-req', ...issuer, ...TWO_DAYS, ...common])
  }
  return load(directory, name)
}

/** `openssl x509` of 3.0 can't set dates; `openssl ca` can, and wants a small database. */
async function signWithDates(
  directory: string,
  name: string,
  ca: Certificate,
  common: string[],
  [start, end]: Dates,
): Promise<void> {
  const database = join(directory, `${name}.db`)
  const configFile = join(directory, `${name}.cnf`)
  const policy = '[any]\ncommonName=supplied\n'
  const section = `[own]\ndatabase=${database}\nnew_certs_dir=${directory}\ndefault_md=sha256\nrand_serial=yes\npolicy=any\n`
  await writeFile(database, '')
  await writeFile(configFile, `[ca]\ndefault_ca=own\n${section}${policy}`)
  const dates = ['-startdate', start, '-enddate', end]
  const issuer = ['-cert', ca.certFile, '-keyfile', ca.keyFile]
  await run('openssl', ['ca', '-batch', '-notext', '-config', configFile, ...issuer, ...dates, ...common])
}

async function load(directory: string, name: string): Promise<Certificate> {
  const { certFile, keyFile } = files(directory, name)
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
  return { cert, key, certFile, keyFile }
}

function files(directory: string, name: string): { certFile: string; keyFile: string } {
  return { certFile: join(directory, `${name}.crt`), keyFile: join(directory, `${name}.key`) }
}

function serial(): string {
  return `${Math.floor(Math.random() * 2 ** 47) + 1}`
}
