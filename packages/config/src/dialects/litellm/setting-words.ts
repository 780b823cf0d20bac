/** Nothing that a caller could notice: how LiteLLM itself is run, or what comes with being a passthrough. */
export const HARMLESS: ReadonlySet<string> = new Set(
  `alert_types alerting alerting_args alerting_threshold background_health_checks cache_params callback_settings
  debug debug_level description detailed_debug disable_spend_logs disable_adding_master_key_hash_to_db
  disable_error_logs disable_load_balancing disable_prisma_schema_update enable_health_check_routing
  forward_client_headers_to_llm_api forward_openai_org_id health_check_concurrency health_check_details
  health_check_interval json_logs log_raw_request_response merge_query_params max_retries mode
  proxy_batch_write_at proxy_budget_rescheduler_max_time proxy_budget_rescheduler_min_time
  redact_messages_in_exceptions redact_user_api_key_info set_verbose store_prompts_in_spend_logs
  suppress_debug_info turn_off_message_logging ui_access_mode user_header_name user_header_mappings`.split(/\s+/),
)

/** What is open there and stays closed here, or has its own place. */
export const OPENS: Readonly<Record<string, string>> = {
  public_routes: 'not used: a route is opened by auth: false, or by open: true in strait.yaml',
  allow_client_side_credentials: "not used: without a key of ours the caller's own goes through",
}

/** Not used, and harmless all the same, whatever its name sounds like. */
export const NOTES: Readonly<Record<string, string>> = {
  allowed_fails: 'not used: retries and fallbacks come later',
  allowed_fails_policy: 'not used: retries and fallbacks come later',
  assistant_settings: 'not used: assistants go through as they are',
  cache: 'not used: there is no cache yet',
  completion_model: 'not used: models are not rewritten',
  content_policy_fallbacks: 'not used: retries and fallbacks come later',
  context_window_fallbacks: 'not used: retries and fallbacks come later',
  cooldown_time: 'not used: retries and fallbacks come later',
  credential_list: 'not used: write api_key where the model stands',
  database_url:
    'not used: endpoints, models and keys that are kept in a database are not read; keys of that database open nothing',
  default_fallbacks: 'not used: retries and fallbacks come later',
  drop_params: 'not used: bodies go through as they are',
  enable_openai_websocket_passthrough: 'not used: WebSockets are not carried yet',
  enable_pre_call_checks: 'not used: it chooses among deployments',
  fallbacks: 'not used: retries and fallbacks come later',
  files_settings: 'not used: files go through as they are',
  finetune_settings: 'not used: fine-tuning goes through as it is',
  litellm_credential_name: 'not used: write api_key where the model stands',
  max_fallbacks: 'not used: retries and fallbacks come later',
  max_tokens: 'not used: bodies go through as they are',
  mcp_servers: 'not used: there is no MCP here',
  model_group_retry_policy: 'not used: retries and fallbacks come later',
  model_info: 'not used: models need no list',
  modify_params: 'not used: bodies go through as they are',
  num_retries: 'not used: retries and fallbacks come later',
  request_timeout: 'not used for passthrough there either: write timeout at the endpoint',
  retry_after: 'not used: retries and fallbacks come later',
  retry_policy: 'not used: retries and fallbacks come later',
  routing_strategy: 'not used: retries and fallbacks come later',
  search_tools: 'not used: there are no tools of our own here',
  store_model_in_db: 'not used: what stands in a database is not read',
  ssl_verify: 'not used: certificates are always verified; name a private authority in strait.yaml: tls: { ca: … }',
  user_mcp_management_mode: 'not used: there is no MCP here',
  vector_store_registry: 'not used: vector stores go through as they are',
  vertex_project: 'not used: the path names the project',
}

/** Why it matters that a setting is not enforced. */
export const REASONS: Readonly<Record<string, string>> = {
  allowed_routes: 'every route is open to whoever holds a key',
  budget_duration: 'nothing is spent against a budget',
  custom_auth: "callers are known by the master key alone, not by a module of the user's own",
  default_internal_user_params: 'there are no users with limits of their own',
  enable_jwt_auth: 'callers are known by the master key alone; a JWT opens nothing',
  enforced_params: 'bodies are not looked at',
  guardrails: 'no guardrail looks at requests or answers',
  litellm_jwtauth: 'callers are known by the master key alone; scopes and teams of a JWT are not read',
  max_budget: 'calls go on when it is used up',
  max_parallel_requests: 'as many go through as come',
  passthrough_managed_object_ids: 'ids of files and batches are not bound to a caller',
  rpm: 'calls are not counted against it',
  tpm: 'tokens are not counted against it',
}
