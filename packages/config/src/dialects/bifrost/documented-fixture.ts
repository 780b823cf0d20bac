/** What Bifrost's guides to its config.json show, put together anew. */
export const FULL = `{
  "$schema": "https://www.getbifrost.ai/schema",
  "client": {
    "allow_direct_keys": false,
    "allowed_origins": ["https://app.test"],
    "drop_excess_requests": false,
    "enable_logging": true,
    "enforce_governance_header": true,
    "max_request_body_size_mb": 100
  },
  "config_store": { "enabled": true, "type": "sqlite", "config": { "path": "config.db" } },
  "logs_store": { "enabled": true, "type": "sqlite", "config": { "path": "logs.db" } },
  "governance": {
    "auth_config": {
      "is_enabled": false, "admin_username": "env.NOT_SET", "admin_password": "env.NOT_SET_EITHER"
    },
    "rate_limits": [{ "id": "rl-assistant", "request_max_limit": 1000, "request_reset_duration": "1h" }],
    "teams": [],
    "virtual_keys": [
      {
        "id": "vk-assistant",
        "name": "assistant",
        "value": "env.VK_ONE",
        "is_active": true,
        "rate_limit_id": "rl-assistant",
        "provider_configs": [
          {
            "provider": "openai",
            "allowed_models": ["*"],
            "key_ids": ["openai-primary"],
            "weight": 0.5
          },
          { "provider": "azure", "key_ids": ["*"], "weight": 0.5,
            "allowed_models": ["gpt-4.1"] }
        ]
      },
      {
        "id": "vk-operations", "name": "operations", "value": "env.VK_TWO", "is_active": true, "allow_all_providers": true
      }
    ]
  },
  "plugins": [
    { "name": "governance", "enabled": true, "config": { "is_vk_mandatory": true } },
    { "name": "otel", "enabled": true, "config": { "collector_url": "http://otel:4318", "protocol": "http" } }
  ],
  "providers": {
    "azure": {
      "keys": [
        {
          "name": "azure-eu",
          "value": "env.AZURE_KEY",
          "models": ["*"],
          "weight": 1,
          "azure_key_config": {
            "endpoint": "env.AZURE_ENDPOINT",
            "api_version": "2025-03-01-preview",
            "deployments": { "gpt-4.1": "prod-41", "gpt-4o": "gpt-4o" }
          }
        },
        {
          "name": "azure-us",
          "value": "env.NOT_SET",
          "models": ["*"],
          "weight": 1,
          "azure_key_config": { "endpoint": "env.NOT_SET" }
        }
      ]
    },
    "bedrock": {
      "keys": [
        {
          "name": "bedrock-static",
          "value": "",
          "models": ["*"],
          "weight": 1.0,
          "bedrock_key_config": { "region": "env.REGION", "access_key": "env.AWS_ID", "secret_key": "env.AWS_SECRET" }
        }
      ]
    },
    "openai": {
      "keys": [
        { "name": "openai-primary", "value": "env.OPENAI_API_KEY", "models": ["*"], "weight": 2.0 },
        { "name": "openai-secondary", "value": "env.OPENAI_API_KEY_2", "models": ["gpt-4o-mini"], "weight": 1.0 }
      ],
      "network_config": { "default_request_timeout_in_seconds": 300 }
    }
  }
}
`

const everyone = (provider: string) => ({ provider, allowed_models: ['*'], key_ids: ['*'], weight: 1 })
const at = (name: string) => ({ keys: [{ value: `env.${name}` }], network_config: { base_url: 'http://up.test' } })

/** The providers of the passthrough page, with keys, for two callers. */
export const PASSTHROUGH = {
  $schema: 'https://www.getbifrost.ai/schema',
  client: { enforce_auth_on_inference: true },
  governance: {
    virtual_keys: [
      {
        id: 'vk-1',
        name: 'one',
        value: 'env.VK_ONE',
        provider_configs: ['openai', 'anthropic', 'gemini', 'azure'].map(everyone),
      },
      { id: 'vk-2', name: 'two', value: 'env.VK_TWO', allow_all_providers: true },
    ],
  },
  providers: {
    openai: at('OPENAI_API_KEY'),
    anthropic: at('ANTHROPIC_API_KEY'),
    gemini: { ...at('GEMINI_API_KEY'), network_config: { base_url: 'http://up.test/v1beta' } },
    azure: {
      keys: [
        {
          value: 'env.AZURE_KEY',
          aliases: { 'gpt-4o': 'prod eu' },
          azure_key_config: { endpoint: 'env.AZURE_ENDPOINT', api_version: '2024-10-21' },
        },
      ],
    },
    bedrock: { keys: [{ bedrock_key_config: { access_key: 'env.AWS_ID', secret_key: 'env.AWS_SECRET' } }] },
  },
}
