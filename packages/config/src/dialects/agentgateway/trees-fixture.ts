/** Trees as agentgateway's documentation and examples write them. Not exported by the package. */

export const WEIGHTED = `
binds:
- port: 3000
  listeners:
  - routes:
    - backends:
      - ai: { name: primary, provider: { openAI: {} } }
        weight: 80
        policies:
          backendAuth: { key: $OPENAI_API_KEY }
          timeout: { backendRequestTimeout: 5s }
      - host: 10.0.0.5:8000
        weight: 20
        policies:
          health: { eviction: { duration: 20s, consecutiveFailures: 3 } }
      policies:
        ai: { routes: { "*": passthrough } }
`

export const GROUPS = `
binds:
- port: 3000
  listeners:
  - routes:
    - backends:
      - ai:
          groups:
          - providers:
            - { name: first, provider: { openAI: {} }, policies: { backendAuth: { key: $OPENAI_API_KEY } } }
            - { name: second, provider: { openAI: {} }, policies: { backendAuth: { key: $OPENAI_API_KEY_2 } } }
          - providers:
            - { name: third, provider: { anthropic: {} }, policies: { backendAuth: { key: $ANTHROPIC_API_KEY } } }
        policies: {
          # affinity
        }
      policies:
        ai: { routes: { "*": passthrough } }
`

export const FAILOVER = `
llm:
  models:
  - { name: smart, provider: openAI, params: { model: gpt-5.5, apiKey: $OPENAI_API_KEY } }
  - { name: gpt-4o*, provider: openAI, params: { apiKey: sk-other } }
  - { name: internal, visibility: internal, provider: openAI, params: { apiKey: $OPENAI_API_KEY } }
  virtualModels:
  - name: split
    routing:
      weighted:
        targets:
        - { model: smart, weight: 9 }
        - { model: gpt-4o }
        - { model: gpt-4o-off, weight: 0 }
  - name: safe
    routing:
      failover:
        targets:
        - { model: gpt-4o, priority: 2 }
        - { model: smart, priority: 1 }
        - { model: gpt-4o-mini, priority: 2 }
  - name: tiered
    routing:
      conditional:
        targets:
        - { when: 'request.headers["x-tier"] == "premium"', model: smart }
        - { model: gpt-4o-mini }
`

export const HEALTH = `
llm:
  port: 4000
  models:
  - name: qwen3-a
    visibility: internal
    provider: { custom: { formats: [{ type: completions }] } }
    params: { baseUrl: "http://vllm-a.internal:8000/v1", model: Qwen/Qwen3-32B }
    health: { eviction: { duration: 30s, restoreHealth: 1.0 } }
  - name: qwen3-b
    visibility: internal
    provider: { custom: { formats: [{ type: completions }] } }
    params: { baseUrl: "http://vllm-b.internal:8000/v1", model: Qwen/Qwen3-32B }
    health: { eviction: { duration: 30s, restoreHealth: 1.0 } }
  virtualModels:
  - name: qwen3
    routing:
      failover:
        targets:
        - { model: qwen3-a, priority: 0 }
        - { model: qwen3-b, priority: 0 }
`
