import type { HeaderList, Upstream } from '@strait/testkit'

export const KEY = 'strait-portkey-key'
export const HELD = 'sk-held-for-portkey'

/** What portkey-ai for Python writes around a call. */
export const python = (host: string): HeaderList => [
  ['Accept', 'application/json'],
  ['Content-Type', 'application/json'],
  ['User-Agent', 'OpenAI/Python 2.30.0'],
  ['X-Stainless-Lang', 'python'],
  ['Authorization', 'Bearer OPENAI_API_KEY'],
  ['x-portkey-api-key', KEY],
  ['x-portkey-provider', 'passthrough'],
  ['x-portkey-custom-host', host],
  ['x-portkey-default-headers', '{"my_custom_header": "abc"}'],
  ['x-portkey-strict-open-ai-compliance', 'false'],
  ['x-portkey-package-version', 'portkey-2.3.4'],
  ['x-portkey-runtime', 'CPython'],
]

/** The same for JavaScript. */
export const javascript = (host: string): HeaderList => [
  ['content-type', 'application/json'],
  ['user-agent', 'node'],
  ['x-portkey-api-key', KEY],
  ['x-portkey-provider', 'passthrough'],
  ['x-portkey-custom-host', host],
  ['x-portkey-default-headers', '{"my-custom-header":"abc"}'],
  ['x-portkey-package-version', 'portkey-3.1.0'],
]

/** Access control, providers with and without a key, stored configs; a host of this machine may be asked for. */
export const PORTKEY_STAGE = {
  env: { KEY, HELD },
  config: ({ url }: Upstream) => `
listen: 127.0.0.1:0
access: { keys: [{ name: ci, key: "\${KEY}" }, { name: web, key: "\${KEY}-web" }] }
egress: { allow: [127.0.0.1] }
log: debug
providers:
  vllm: { type: openai, url: "${url}/vllm/v1" }
  held: { type: openai, url: "${url}/held/v1", key: "\${HELD}" }
  locked: { type: openai, url: "${url}/locked/v1", key: "\${HELD}", allow: [ci] }
  passthrough: { url: "${url}/configured" }
configs:
  pc-team: { provider: "@held", request_timeout: 30000, allow: ci }
  pc-inside: { provider: passthrough, custom_host: "${url}/inside/v1" }
`,
}
