export { compileBrowserRules } from './accept/browser.ts'
export type { Cors } from './accept/cors.ts'
export { type AnsweredBy, BY_NOTE, CACHE_NOTE } from './cache-note.ts'
export type { PassthroughDoor } from './dialects/bifrost/passthrough-door.ts'
export { passthroughDoors } from './dialects/bifrost/passthrough-doors.ts'
export { type OpenDoor, openDoor, passthroughMatcher } from './dialects/bifrost/passthrough-matcher.ts'
export type { NamedProvider, PortkeyOptions, StoredConfig } from './dialects/portkey/options.ts'
export { portkey, readPortkeyConfig } from './dialects/portkey/portkey.ts'
export { type ErrorCode, errors, GatewayError } from './errors.ts'
export type {
  Admitted,
  Answer,
  Arrival,
  Caller,
  DoorName,
  Exchange,
  Match,
  Matched,
  Metadata,
  Reply,
} from './exchange.ts'
export { toResponse } from './fetch.ts'
export { createGateway, type Gateway } from './gateway.ts'
export { createAccessKeys } from './identify/access-keys.ts'
export type { Kit } from './kit.ts'
export { bareDoor } from './match/bare-door.ts'
export type { BareCandidate } from './match/bare-houses.ts'
export type { Conditions, ValueTest } from './match/conditions.ts'
export { type ConfigRoute, configRoutes } from './match/config-routes.ts'
export { landingDoor, ownDoor } from './match/own-door.ts'
export { compilePath } from './match/path-pattern.ts'
export { preflightDoor } from './match/preflight-door.ts'
export { providerDoors } from './match/provider-doors.ts'
export type { AdmitRule, Bounds, HeadReader, Matcher, Plan, Route, Sender, Verdict, WireWatcher } from './plan.ts'
export { compileEgress, parseAllowEntry } from './prepare/egress.ts'
export type { PathRules } from './prepare/own-path.ts'
export { type Base, type JoinRule, joinTarget, parseBase, parseTemplate } from './prepare/path.ts'
export { type EntraCredential, entraGrant, isEntraTenant } from './prepare/tokens/entra-grant.ts'
export { readServiceAccount, type ServiceAccount } from './prepare/tokens/service-account.ts'
export { serviceAccountGrant } from './prepare/tokens/service-account-grant.ts'
export type { TokenGrant } from './prepare/tokens/token-grant.ts'
export { createTokenSource, type TokenSource } from './prepare/tokens/token-source.ts'
export type { Detected, ErrorShape, Operation, Provider } from './providers/provider.ts'
export type { AttemptRecord, Ended, ExchangeRecord, Observer, StageName } from './record.ts'
export {
  CutError,
  type Origin,
  type Runtime,
  type TlsIdentity,
  type UpstreamAnswer,
  type UpstreamBody,
  type UpstreamFailure,
  type UpstreamFailureCode,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './runtime.ts'
export { Secret } from './secret.ts'
export { byModel, type ModelChoice } from './send/by-model.ts'
export { cached } from './send/cache/cached.ts'
export {
  type CacheAsk,
  type CacheRules,
  type CacheStatus,
  UNSTORED_NOTE,
} from './send/cache/rules.ts'
export type { CachedAnswer, CacheStore } from './send/cache/store.ts'
export { echo } from './send/echo.ts'
export { type LocalAnswer, local, localRoute } from './send/local.ts'
export { modelList } from './send/model-list.ts'
export type { Outcome } from './send/outcome.ts'
export { inTurn, override } from './send/override.ts'
export { type CompiledQuery, compileQuery, type Query } from './send/query/query.ts'
export { ruled } from './send/ruled.ts'
export { senderTo } from './send/sender-to.ts'
export type { BodyEdit, Credential, Place, Target, Timeouts } from './send/target.ts'
export { toTarget } from './send/to-target.ts'
export type { Branch } from './send/tree/branch.ts'
export { buildGroup, type Strategy } from './send/tree/build-group.ts'
export { buildLeaf, type LeafPlan, type Manner, mayRepeat, type TargetKey } from './send/tree/build-leaf.ts'
export { buildOriginal, findByDoors } from './send/tree/original.ts'
export type { Sticky } from './send/tree/sticky.ts'
export { type Tree, trunk } from './send/tree/tree.ts'
export { compileTriggers, RETRY, type TriggerWord } from './send/tree/triggers.ts'
export { withModel } from './send/with-model.ts'
export { State } from './state.ts'
export { TAP_BACKLOG, type Tap, type TapFactory } from './tap.ts'
export type { AttemptTrace, ExchangeTrace, Tracer } from './telemetry.ts'
export { BoundedMap } from './web/bounded-map.ts'
export { concat, utf8 } from './web/bytes.ts'
export { Cancel } from './web/cancel.ts'
export { type Cidr, inCidr, parseCidr } from './web/cidr.ts'
export { Deadlines } from './web/deadlines.ts'
export { hex, sha256 } from './web/digest.ts'
export { Fields, pairsOf } from './web/fields.ts'
export type { Flow, Sink } from './web/flow.ts'
export { BINARY, CLOSE, CONTINUATION, FrameHead, PING, PONG, TEXT } from './web/frames/frame-head.ts'
export { closeFrame, writeFrame } from './web/frames/write-frame.ts'
export {
  type CompiledHeaderRules,
  compileHeaderRules,
  type HeaderRules,
  isHeaderName,
  isHeaderValue,
  outOfReach,
} from './web/header-rules.ts'
export { isLoopbackHost, parseHost } from './web/host.ts'
export { soon } from './web/later.ts'
export { maskHeaders, maskTarget } from './web/mask.ts'
export { compileStar, type StarPattern } from './web/star-pattern.ts'
export { toReadableStream } from './web/streams.ts'
export { formatTraceparent, parseTraceparent, SAMPLED, type TraceParent } from './web/trace-context.ts'
export type { Outlet, Tunnel } from './web/tunnel.ts'
