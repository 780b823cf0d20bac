/** Read elsewhere, wherever they stand. */
export const READ: ReadonlySet<string> = new Set(
  `ai apiKey backendAuth backendTLS cors directResponse health requestHeaderModifier requestRedirect
  responseHeaderModifier retry sessionAffinity timeout tls urlRewrite`.split(/\s+/),
)

/** Of what holds for all that comes by a listener. */
export const READ_OF_A_LISTENER: ReadonlySet<string> = new Set(['apiKey', 'cors'])

/** Nothing that a caller could notice. */
export const HARMLESS: ReadonlySet<string> = new Set(
  `accessLog health http1HeaderCase logging namespace promptCaching ruleName tcp tokenize`.split(/\s+/),
)

/** Why it matters that a setting is not enforced. */
export const REASONS: Readonly<Record<string, string>> = {
  apiKey: 'no key is asked for',
  authorization: 'every caller passes, whatever the rules say',
  backendTunnel: 'calls go to the provider directly, not through this tunnel',
  basicAuth: 'user and password are not asked for',
  cipherSuites: 'the usual ones are spoken',
  delay: 'nothing is held back',
  directResponse: 'requests go on to the backend',
  extAuthz: 'nobody else is asked whether a request may pass',
  extProc: 'nobody else sees or changes requests',
  finalTransformation: 'bodies go on as they came',
  finalTransformations: 'bodies go on as they came',
  guardrailIdentifier: 'the guardrail is not applied',
  guardrails: 'no guardrail looks at requests or answers',
  jwtAuth: 'tokens are not checked',
  localRateLimit: 'calls and tokens are not counted against it',
  mcpAuthentication: 'callers are not asked for a token',
  mcpAuthorization: 'every caller passes, whatever the rules say',
  mcpGuardrails: 'no guardrail looks at requests or answers',
  minTLSVersion: 'TLS 1.2 is spoken as well',
  minTlsVersion: 'TLS 1.2 is spoken as well',
  moderation: 'nothing is sent to be judged',
  networkAuthorization: 'every address passes',
  networkExtAuthz: 'nobody else is asked whether a connection may pass',
  oidc: 'nobody has to sign in',
  overrides: 'what the caller wrote into the body goes on',
  promptGuard: 'no guard looks at prompts or answers',
  prompts: 'nothing is put before or behind the prompt',
  requestRedirect: 'requests go on to the backend',
  remoteRateLimit: 'calls and tokens are not counted against it',
  transformation: 'bodies go on as they came',
  transformations: 'headers and bodies go on as they came',
}

/** Not used, and harmless all the same, whatever its name sounds like. */
export const NOTES: Readonly<Record<string, string>> = {
  a2a: 'it goes through as it is',
  backendAuth: 'a policy with a target; write it at the backend',
  buffer: 'bodies are passed on as they come, and not held',
  csrf: 'pages of other origins are refused anyway, unless cors names them',
  defaults: 'bodies go through as they are',
  http: 'bodies of any size up to bounds.body pass, and none is held',
  inferenceRouting: 'there is one upstream for a route',
  modelAliases: 'model names go through as the caller wrote them',
  proxy: 'the PROXY protocol is not spoken',
  proxyProtocol: 'the PROXY protocol is not spoken',
  requestMirror: 'a request goes to one place',
  retry: 'write it at the route',
  sessionAffinity: 'write it at the backend',
  tracing: 'traces go by OTLP over HTTP, see telemetry',
}
