import { type Loaded, loadConfig } from './load.ts'

const env: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: 'sk-from-env',
  EMPTY: '',
  PORT: '9000',
  COUNT: '12',
  YES: 'true',
  WAIT: '3s',
  BROKEN: 'line\nbreak',
}

const files: Readonly<Record<string, string>> = {
  '/etc/strait/key': 'from-file\n',
  '/run/secrets/two': 'one\n\n',
  '/run/empty': '\n',
  '/etc/strait/cert.pem': '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
  '/etc/strait/key.pem': '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n',
}

/** Loads a text as `/etc/strait/strait.yaml`, with the environment and files above. Not exported by the package. */
export function loadForTest(text: string): Promise<Loaded> {
  return loadConfig({
    text,
    source: '/etc/strait/strait.yaml',
    env: (name) => env[name],
    readFile: (path) => {
      const content = files[path]
      return content === undefined ? { kind: 'failed', reason: 'there is no such file' } : { kind: 'ok', text: content }
    },
  })
}
