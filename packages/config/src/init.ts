const TEXT = `# strait.yaml: what Strait does with the requests it gets.
#
# Everything here has a default; an empty file is a good one. Check it with: strait check strait.yaml
# Secrets come from outside: "\${NAME}" is a variable of the environment, "\${NAME:-default}" has a default,
# "\${file:PATH}" is the content of a file. Inside { } and [ ] they need the quotes.

# This machine only. Beyond it, Strait wants \`access\` (below) before it listens: 0.0.0.0:8787
listen: 127.0.0.1:8787

# Every known provider is there without being named: /openai/v1/..., /anthropic/v1/..., and so on, with the key that
# the caller sends. A provider with a key here gets this key instead, and the caller's stays behind.
#
# providers:
#   openai:
#     key: \${OPENAI_API_KEY}
#   anthropic:
#     key: \${file:/run/secrets/anthropic}
#   azure:
#     url: https://RESOURCE.openai.azure.com
#     key: \${AZURE_OPENAI_API_KEY}
#     api_version: 2024-10-21
#   my-vllm:                               # any name: its door is /my-vllm/...
#     type: openai
#     url: http://10.0.0.5:8000/v1
#   bria:                                  # any HTTP API
#     url: https://engine.prod.bria-api.com
#     headers: { api_token: "\${BRIA_KEY}" }

# Addresses of your own. The most specific one that matches decides.
#
# routes:
#   - path: /v1/rerank                     # this path alone
#     methods: [POST]
#     to:
#       url: https://api.cohere.com/v1/rerank
#       headers: { authorization: "Bearer \${COHERE_API_KEY}" }
#   - path: /chat/*                        # what * matches follows the base of the provider
#     to: { provider: openai }
#     timeouts: { first_byte: 2m }

# Who may call. Callers send the key where their SDK puts it.
#
# access:
#   keys:
#     - name: ci
#       key: \${STRAIT_KEY}

# How long to wait for upstreams, and how much to take from clients. These are the defaults.
#
# timeouts: { connect: 10s, first_byte: 10m, idle: 10m, total: off }
# bounds: { body: 2GB, concurrency: 10000 }

# Traces, by OTLP over HTTP, and log lines: debug, info, warn, error, off.
#
# telemetry:
#   otlp: http://localhost:4318
log: info
`

/** What `strait init` writes: a file that works as it stands, and shows what else there is. */
export function initText(): string {
  return TEXT
}
