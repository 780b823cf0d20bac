/** The YAML of agentgateway's page on passthrough, as it stands there. Not exported by the package. */

export const OPAQUE = `# yaml-language-server: $schema=https://agentgateway.dev/schema/config
llm:
  models:
  - name: "*"
    provider: openAI
    params:
      apiKey: "$OPENAI_API_KEY"
    passthrough: opaque
`

export const BINDS = `# yaml-language-server: $schema=https://agentgateway.dev/schema/config
binds:
- port: 4000
  listeners:
  - routes:
    - backends:
      - ai:
          name: openai
          provider:
            openAI: {}
      policies:
        ai:
          routes:
            "/v1/chat/completions": "completions"
            "*": "passthrough"
        backendAuth:
          key: "$OPENAI_API_KEY"
`

export const DETECT = `# yaml-language-server: $schema=https://agentgateway.dev/schema/config
llm:
  models:
  - name: "*"
    provider: openAI
    params:
      apiKey: "$OPENAI_API_KEY"
    passthrough: detect
`
