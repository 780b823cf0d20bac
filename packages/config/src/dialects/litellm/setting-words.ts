/** Nothing that a caller could notice: how LiteLLM itself is run, or what comes with being a passthrough. */
export const HARMLESS: ReadonlySet<string> = new Set(
  `alert_to_webhook_url alert_type_config alert_types alerting alerting_args alerting_threshold
  background_health_checks cache_params callback_settings custom_prometheus_metadata_labels custom_prometheus_tags
  debug debug_level description detailed_debug disable_spend_logs disable_adding_master_key_hash_to_db
  disable_error_logs disable_load_balancing disable_prisma_schema_update enable_health_check_routing
  forward_client_headers_to_llm_api forward_openai_org_id health_check_concurrency health_check_details
  health_check_interval json_logs langfuse_default_tags log_raw_request_response merge_query_params max_retries mode
  prometheus_metrics_config proxy_batch_write_at proxy_budget_rescheduler_max_time proxy_budget_rescheduler_min_time
  redact_messages_in_exceptions redact_user_api_key_info set_verbose store_prompts_in_spend_logs suppress_debug_info
  turn_off_message_logging ui_access_mode user_header_name user_header_mappings`.split(/\s+/),
)

const ONE_EACH = 'no name of model_list has several deployments or fallbacks'
const BY_STATUS = 'attempts and fallbacks go by status; write retry: { on: … } in strait.yaml'

/** Not used, and harmless all the same, whatever its name sounds like. */
export const NOTES: Readonly<Record<string, string>> = {
  allow_client_side_credentials: "without a key of ours the caller's own goes through",
  allowed_fails: ONE_EACH,
  allowed_fails_policy: BY_STATUS,
  assistant_settings: 'assistants go through as they are',
  cache: 'answers are kept word for word: write cache: … at a route in strait.yaml',
  completion_model: 'models are not rewritten',
  content_policy_fallbacks: BY_STATUS,
  context_window_fallbacks: BY_STATUS,
  cooldown_time: ONE_EACH,
  credential_list: 'write api_key where the model stands',
  database_url:
    'endpoints, models and keys that are kept in a database are not read; keys of that database open nothing',
  default_fallbacks: ONE_EACH,
  disable_cooldowns: ONE_EACH,
  drop_params: 'bodies go through as they are',
  enable_openai_websocket_passthrough: 'WebSockets pass at every door',
  enable_pre_call_checks: 'it chooses among deployments',
  fallbacks: ONE_EACH,
  files_settings: 'files go through as they are',
  finetune_settings: 'fine-tuning goes through as it is',
  litellm_credential_name: 'write api_key where the model stands',
  max_fallbacks: 'all fallbacks of a name are tried',
  max_tokens: 'bodies go through as they are',
  mcp_servers: 'there is no MCP here',
  model_group_retry_policy: BY_STATUS,
  model_group_alias: ONE_EACH,
  model_info: 'models need no list',
  modify_params: 'bodies go through as they are',
  num_retries: ONE_EACH,
  public_model_groups: 'models need no list',
  public_routes: 'a route is opened by auth: false, or by open: true in strait.yaml',
  request_timeout: 'nor is it for passthrough there; write timeout at the endpoint',
  retry_after: ONE_EACH,
  retry_policy: BY_STATUS,
  routing_strategy: ONE_EACH,
  search_tools: 'there are no tools of our own here',
  store_model_in_db: 'what stands in a database is not read',
  ssl_verify: 'certificates are always verified; name a private authority in strait.yaml: tls: { ca: … }',
  user_mcp_management_mode: 'there is no MCP here',
  vector_store_registry: 'vector stores go through as they are',
  vertex_project: 'the path names the project',
}

/** Why it matters that a setting is not enforced. */
export const REASONS: Readonly<Record<string, string>> = {
  allowed_routes: 'every route is open to whoever holds a key',
  budget_duration: 'nothing is spent against a budget',
  custom_auth: "callers are known by the master key alone, not by a module of the user's own",
  default_internal_user_params: 'there are no users with limits of their own',
  enable_jwt_auth: 'callers are known by the master key alone; a JWT opens nothing',
  enable_tag_filtering: 'tags choose nothing: every deployment of a name is open to every caller',
  enforce_model_rate_limits: 'calls and tokens are not counted against rpm and tpm',
  enforced_params: 'bodies are not looked at',
  guardrails: 'no guardrail looks at requests or answers',
  litellm_jwtauth: 'callers are known by the master key alone; scopes and teams of a JWT are not read',
  max_budget: 'calls go on when it is used up',
  max_parallel_requests: 'as many go through as come',
  max_request_size_mb: 'it is read in general_settings alone',
  max_response_size_mb: 'answers of any size go through',
  passthrough_managed_object_ids: 'ids of files and batches are not bound to a caller',
  post_call_rules: 'no rule looks at answers',
  pre_call_rules: 'no rule looks at requests',
  reject_clientside_metadata_tags: 'bodies are not looked at, whatever tags they bring',
  router_budget_limiting: 'calls go on when a budget is used up',
  rpm: 'calls are not counted against it',
  tpm: 'tokens are not counted against it',
}
