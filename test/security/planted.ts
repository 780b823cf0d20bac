import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HeaderInput } from '@strait/testkit'

/** Each stands in another place; none may be seen anywhere but there. */
export const SECRETS = {
  envKey: 'sk-planted-in-the-environment-01',
  fileKey: 'sk-ant-planted-in-a-file-02',
  inlineKey: 'planted-in-plain-text-03',
  headerRule: 'planted-in-a-header-rule-04',
  baseQuery: 'planted-in-the-base-query-05',
  accessKey: 'planted-access-key-06',
  collector: 'planted-for-the-collector-07',
  queryRule: 'planted-in-a-query-rule-08',
  bearer: 'sk-planted-by-the-caller-09',
  cookie: 'planted-in-a-cookie-10',
  queryKey: 'planted-in-the-query-11',
  apiKey: 'planted-in-x-api-key-12',
  oddHeader: 'planted-in-an-odd-header-13',
  setCookie: 'planted-in-a-set-cookie-14',
  upstreamError: 'planted-in-an-upstreams-error-15',
  body: 'planted-in-a-body-16',
  userinfo: 'planted-in-a-referer-17',
} as const

export const ALL = Object.values(SECRETS)

export const ENV = {
  PLANTED_KEY: SECRETS.envKey,
  PLANTED_QUERY: SECRETS.baseQuery,
  PLANTED_RULE: SECRETS.headerRule,
  PLANTED_ACCESS: SECRETS.accessKey,
  PLANTED_COLLECTOR: SECRETS.collector,
}

export function plantedConfig(url: string, collector: string, directory: string): string {
  const file = join(directory, 'key.txt')
  writeFileSync(file, `${SECRETS.fileKey}\n`)
  return `
listen: 127.0.0.1:0
telemetry: { otlp: "${collector}", headers: { x-collector-key: "\${PLANTED_COLLECTOR}" } }
access: { keys: [{ name: ci, key: "\${PLANTED_ACCESS}" }] }
providers:
  openai: { url: "${url}/v1", key: "\${PLANTED_KEY}" }
  anthropic: { url: "${url}", key: "\${file:${file}}" }
  gemini: { url: "${url}/v1beta", key: ${SECRETS.inlineKey} }
  based: { url: "${url}/base?token=\${PLANTED_QUERY}" }
  ruled: { url: "${url}", headers: { x-vendor: "\${PLANTED_RULE}" }, query: { vendor: ${SECRETS.queryRule} } }
  passing: { url: "${url}" }
  closed: { url: "http://127.0.0.1:1/?token=\${PLANTED_QUERY}" }
`
}

/** What a careless caller sends along, at every door. */
export function carelessHeaders(): HeaderInput {
  return [
    ['x-portkey-api-key', SECRETS.accessKey],
    ['authorization', `Bearer ${SECRETS.bearer}`],
    ['cookie', `session=${SECRETS.cookie}; a=b`],
    ['x-api-key', SECRETS.apiKey],
    ['x-my-token', SECRETS.oddHeader],
    ['referer', `https://user:${SECRETS.userinfo}@page.example/?key=${SECRETS.queryKey}`],
    ['content-type', 'application/json'],
  ]
}

const PATHS = [
  '/openai/v1/chat/completions',
  '/anthropic/v1/messages',
  '/gemini/v1beta/models/g:generateContent',
  '/based/x',
  '/ruled/x',
  '/passing/repeat-credential',
  '/passing/sse',
  '/passing/reset-before-head',
  '/passing/garbage',
  '/passing/fin-mid-chunk',
  '/passing/leaky',
  '/closed/x',
  '/no/such/door',
  '/v1/chat/completions',
  '/-/nothing',
  '/echo/v1/x',
]

/** Every door, and every way to fail. */
export const TARGETS = PATHS.map((path) => `${path}?key=${SECRETS.queryKey}&token=${SECRETS.queryKey}&a=b`)

/** What an upstream writes into an answer of its own. */
export const LEAKY_ANSWER =
  `HTTP/1.1 500 ${SECRETS.upstreamError}\r\nset-cookie: s=${SECRETS.setCookie}\r\nx-debug-key: ${SECRETS.upstreamError}\r\n` +
  `content-type: application/json\r\ncontent-length: ${SECRETS.upstreamError.length}\r\n\r\n${SECRETS.upstreamError}`
