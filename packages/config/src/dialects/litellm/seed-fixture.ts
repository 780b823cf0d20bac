/** The YAML of LiteLLM's own page on pass-through endpoints, as it stands there. Not exported by the package. */

export const RERANK = `
general_settings:
  master_key: sk-1234
  pass_through_endpoints:
    - path: "/v1/rerank"                                  # Route on LiteLLM Proxy
      target: "https://api.cohere.com/v1/rerank"          # Target endpoint
      headers:                                            # Headers to forward
        Authorization: "bearer os.environ/COHERE_API_KEY"
        content-type: application/json
        accept: application/json
      forward_headers: true                               # Forward all incoming headers
`

export const ADAPTER = `
model_list:
  - model_name: my-claude-endpoint
    litellm_params:
      model: gpt-3.5-turbo
      api_key: os.environ/OPENAI_API_KEY

general_settings:
  master_key: sk-1234
  pass_through_endpoints:
    - path: "/v1/messages"
      target: custom_callbacks.anthropic_adapter
      headers:
        litellm_user_api_key: "x-api-key"
`

export const JWT = `
general_settings:
  enable_jwt_auth: True
  litellm_jwtauth:
    team_ids_jwt_field: "team_ids"
    team_allowed_routes: ["openai_routes","info_routes","mapped_pass_through_routes"]
`

/** The complete specification: types in place of values. */
export const SPECIFICATION = `
general_settings:
  pass_through_endpoints:
    - path: string                    # Route on LiteLLM Proxy Server
      target: string                  # Target URL for forwarding
      auth: boolean                   # Enable LiteLLM authentication (Enterprise)
      forward_headers: boolean        # Forward all incoming headers
      headers:                        # Custom headers to add
        Authorization: string         # Auth header for target API
        content-type: string         # Request content type
        accept: string               # Expected response format
        LANGFUSE_PUBLIC_KEY: string  # For Langfuse endpoints
        LANGFUSE_SECRET_KEY: string  # For Langfuse endpoints
        <custom-header>: string      # Any custom header
`

/** The route map of the page, made by hand there, as the file says it. */
export const BRIA = `
general_settings:
  master_key: sk-1234
  pass_through_endpoints:
    - path: /bria
      target: https://engine.prod.bria-api.com
      include_subpath: true
      headers:
        api_token: os.environ/BRIA_KEY
      cost_per_request: 12.00
`

/** The page's tutorial is a film; this is what it sets up. */
export const ASSISTANTS = `
general_settings:
  master_key: sk-1234
  pass_through_endpoints:
    - path: /azure-assistant
      target: https://acme.openai.azure.com/openai
      include_subpath: true
      headers:
        api-key: os.environ/AZURE_API_KEY
      forward_headers: true
      default_query_params:
        api-version: 2024-05-01-preview
`
