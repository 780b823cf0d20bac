import type { Fields } from '../web/fields.ts'

/** In whose error shape a refusal speaks, so that the caller's SDK understands it. */
export type ErrorShape = 'openai' | 'anthropic' | 'gemini' | 'aws' | 'plain'

/** The kind of call, in the words of OpenTelemetry's `gen_ai.operation.name` where it has one. */
export type Operation =
  | 'chat'
  | 'text_completion'
  | 'generate_content'
  | 'embeddings'
  | 'responses'
  | 'image'
  | 'audio'
  | 'video'
  | 'moderation'
  | 'rerank'
  | 'files'
  | 'batches'
  | 'fine_tuning'
  | 'assistants'
  | 'models'
  | 'count_tokens'
  | 'realtime'
  | 'other'

/** What path (and method) say about a call. The first rule that matches decides. */
export interface OperationRule {
  readonly operation: Operation
  readonly method?: string
  /** Tested against the provider's own path, from its leading slash, without the query. A group `model` names the model. */
  readonly path: RegExp
  /** Whether the answer streams, where the path alone says so; elsewhere the body does. */
  readonly stream?: boolean
  /** The dialect of those who call this path, where it is not the provider's own (Claude on Vertex, `/openai/` on Bedrock). */
  readonly errors?: ErrorShape
}

/** A request as far as its head tells. The path is the provider's own, without the query. */
export interface RequestHead {
  readonly method: string
  readonly path: string
  /** With its `?`, or empty. */
  readonly query: string
  readonly fields: Fields
}

/** A path shape by which a provider is recognised without its name in front. */
export interface BareRule {
  /** What people read: `/v1/messages`, `/v1/* with anthropic-version`. */
  readonly shape: string
  readonly path: RegExp
  readonly method?: string
  /** Narrows shapes that several providers share, by headers and query. */
  readonly when?: (head: RequestHead) => boolean
  /** Higher wins where several match; default 0. No two providers claim one request with the same weight. */
  readonly weight?: number
  /** Other providers serve it too (`serves`): key and model are asked before it counts. */
  readonly shared?: true
}

/** Bare paths of another provider that this one serves as well: it is meant where key or model name it. */
export interface ServedRule {
  readonly path: RegExp
  /** Where its own API has them, in place of `/v1`: `/v1beta/openai`. */
  readonly below?: string
}

/**
 * How a key of this provider travels. `attach` gives the header that carries it; a provider that signs
 * requests says with what.
 */
export type CredentialScheme =
  | { readonly kind: 'header'; attach(key: string): readonly [name: string, value: string] }
  | { readonly kind: 'sigv4'; readonly service: string; attach(key: string): readonly [name: string, value: string] }
  | { readonly kind: 'none' }

/** A part of the host that a request or the config chooses. The host must end in `suffix`. */
export interface RegionRule {
  /** URL with `{region}` where the region stands, e.g. `https://{region}-aiplatform.googleapis.com`. */
  readonly url: string
  /** Regions that have an address of their own shape, e.g. `global`. */
  readonly special?: Readonly<Record<string, string>>
  readonly suffix: string
  readonly default?: string
  /** Finds the region in the provider's path; undefined when the path names none. */
  fromPath?(path: string): string | undefined
}

/** Members of JSON answers, at whatever depth, that hold addresses of the provider's own. */
export interface BodyUrls {
  readonly path: RegExp
  readonly member: string
}

/** What we know of an upstream, as data. No provider's name is compared outside this folder. */
export interface Provider {
  readonly name: string
  readonly title: string
  /** Default base URL; undefined where each customer has one of their own. */
  readonly url?: string
  readonly region?: RegionRule
  readonly credential: CredentialScheme
  /**
   * Where callers of this provider put their key, beside the carriers that every provider shares. Header names in lower
   * case; of WebSocket subprotocols what stands in front of the key.
   */
  readonly carriers?: {
    readonly headers?: readonly string[]
    readonly query?: readonly string[]
    readonly subprotocols?: readonly string[]
  }
  /** Headers (lower case) that say for whom a call is: one that the key is not for is refused like a bad key. */
  readonly scopeHeaders?: readonly string[]
  /** What its keys look like: a held key of another shape is worth a warning when the config is loaded. */
  readonly keyShape?: { readonly pattern: RegExp; readonly hint: string }
  /** Kind of credential in the config from which an access token can be made, beside keys. */
  readonly tokens?: 'entra' | 'service_account'
  readonly errors: ErrorShape
  readonly operations: readonly OperationRule[]
  readonly bare?: readonly BareRule[]
  readonly serves?: readonly ServedRule[]
  /** What its keys begin with, where nobody else's do: such a key tells whose it is. Says nothing secret: it is logged. */
  readonly keyPrefixes?: readonly string[]
  /** What the names of its models begin with, where nobody else's do. */
  readonly modelPrefixes?: readonly string[]
  /**
   * What may follow this provider's door name and is not its own: `/openai/deployments/...` is Azure's path, and
   * happens to begin with another provider's name. Tested against what follows the name.
   */
  readonly notMine?: readonly BareRule[]
  /** Paths that exist over HTTP/2 alone. */
  readonly http2Only?: RegExp
  /** Query parameters the config may hold for it, by config member (`api_version` → `api-version`). */
  readonly configQuery?: Readonly<Record<string, string>>
  /** Paths to which the parameters of `configQuery` are not added. */
  readonly configQueryExcept?: RegExp
  /** Where its paths name a deployment, to which the config may give other names (`deployments`): the group is the name. */
  readonly deploymentInPath?: RegExp
  /**
   * Answer headers (lower case) with addresses of its own, to which clients go on by themselves. They are made to lie
   * under the door that the client came by, else the next call would go past us, or carry no key that counts.
   */
  readonly answerUrls?: readonly string[]
  /** The same in JSON answers: only where the config says so, since a body is changed. */
  readonly bodyUrls?: BodyUrls
  /** Value of OpenTelemetry's `gen_ai.provider.name`. */
  readonly telemetryName: string
  /** Names of answer headers: the provider's request id, and what it says of rate limits. */
  readonly requestId?: string
  readonly rateLimits?: readonly string[]
  /** Why a call without config can't work and what to write, for providers without a default address. */
  readonly setup?: string
}

export interface Detected {
  readonly operation: Operation
  readonly model: string | undefined
  readonly stream: boolean | undefined
  /** The dialect in which callers of this path expect errors. */
  readonly errors: ErrorShape
}
