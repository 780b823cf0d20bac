import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { PathRules } from '../prepare/own-path.ts'
import type { Base, JoinRule } from '../prepare/path.ts'
import type { TokenSource } from '../prepare/tokens/token-source.ts'
import type { BodyUrls, Provider, RegionRule } from '../providers/provider.ts'
import type { TlsIdentity, UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import type { Secret } from '../secret.ts'
import type { CompiledHeaderRules } from '../web/header-rules.ts'
import type { Outcome } from './outcome.ts'

/** ms; 0 is none. */
export interface Timeouts {
  /** Name resolution, TCP and TLS together. */
  readonly connect: number
  /** For the upstream's 100, before a body goes all the same; 0: it is not asked for one. */
  readonly continue: number
  /** From the request's last byte on its way to the answer's head. */
  readonly firstByte: number
  /** Between two pieces of the answer's body. */
  readonly idle: number
  /** From the attempt's start to the answer's last byte. */
  readonly total: number
}

/** A credential that Strait holds for a target. */
export type Credential =
  | { readonly kind: 'key'; readonly key: Secret }
  | {
      readonly kind: 'aws'
      readonly accessKeyId: string
      readonly secretAccessKey: Secret
      readonly sessionToken: Secret | undefined
      readonly region: string
    }
  /** A token that is fetched and renewed, and travels as bearer. */
  | { readonly kind: 'token'; readonly source: TokenSource }

/** The body to send in place of the client's; undefined: that goes as it came. It must not change the given bytes. */
export type BodyEdit = (whole: Uint8Array) => Uint8Array | undefined

/** Lets attempts in, and sees what becomes of them. */
export interface Care {
  /** undefined: there is no room. */
  enter(exchange: Admitted, kit: Kit): Watch | undefined | Promise<Watch | undefined>
}

/** One attempt, watched. */
export interface Watch {
  /** It has come to something, at least to a head. `sent`: the header lines of the request, flat. */
  head(outcome: Outcome, kit: Kit, sent: readonly string[]): void
  /** Once, behind its last byte, or when nobody wants it any more. `broken`: the target cut it short. */
  end(broken: boolean): void
}

/** One upstream as the config describes it, with everything worked out that does not depend on the request. */
export interface Target {
  /** Stable and unique, for counters, health and the record. */
  readonly name: string
  readonly provider: Provider
  /** What to call the provider in records: the config's name for it. */
  readonly label: string
  readonly place: Place
  readonly join: JoinRule
  /** What of the path is written anew before it is joined; absent, and no byte of it is. */
  readonly paths?: PathRules | undefined
  readonly credential: Credential | undefined
  /** The credential came with the request: what is said of it is the caller's, and no word about our keys. */
  readonly callersKey?: boolean | undefined
  /** Under which name the credential rests, wherever it is sent; absent: it never does. */
  readonly restsAs?: string | undefined
  /** What records call the credential; absent: `key`. */
  readonly keyLabel?: string | undefined
  /** Where it stands in a tree, as a JSON path. */
  readonly option?: string | undefined
  /** What stands below its base for the path that was asked for, where that hangs on the target. */
  readonly rest?: ((path: string) => string) | undefined
  /** Lines that go along where the request has none of the name; flat. */
  readonly fill?: readonly string[] | undefined
  /** Keeps watch over the attempts at it; absent, and nobody does. */
  readonly care?: Care | undefined
  /** Header names (lower case), query names and beginnings of subprotocols taken out because Strait holds the credential. */
  readonly drop: {
    readonly headers: ReadonlySet<string>
    readonly query: readonly string[]
    readonly subprotocols?: readonly string[] | undefined
  }
  readonly request: CompiledHeaderRules | undefined
  readonly answer: CompiledHeaderRules | undefined
  /** Headers of the answer whose addresses are made to lie under the client's door; absent, and none are. */
  readonly answerUrls?: AnswerUrls | undefined
  /** Names (lower case) of the headers that carry what the config holds secret. */
  readonly secretNames: ReadonlySet<string>
  /** Query pairs of the config: they replace the client's of the same name, or fill in for it. */
  readonly query: readonly QueryPair[]
  /** Its own say over the body; absent, and nothing is read or held. */
  readonly edit?: BodyEdit | undefined
  /** Another name for the model that a WebSocket's query names; absent, and it goes as it came. */
  readonly queryModel?: ((model: string) => string | undefined) | undefined
  /** A compressed body is unpacked for `edit` and packed again; absent, and such a body is refused. */
  readonly recode?: boolean | undefined
  readonly timeouts: Timeouts
  /** ms to the head of the answer that the request itself asks for here: its own impatience, and no word about the target. */
  readonly patience?: number | undefined
  readonly tls: TlsIdentity | undefined
  /** Answers without an upstream, from what an upstream would have received. */
  readonly local: ((request: UpstreamRequest) => Promise<UpstreamOutcome>) | undefined
}

export interface AnswerUrls {
  /** Lower case. */
  readonly headers: readonly string[]
  /** The same in JSON bodies. */
  readonly body: BodyUrls | undefined
  /** Where the provider is at home, beside the address of the target: an address there is its own too. */
  readonly home: string | undefined
}

export interface QueryPair {
  /** As the config says it: the client may have spelled it otherwise. */
  readonly name: string
  /** `name=value` as it is sent, percent-encoded. */
  readonly written: string
  /** The client's own value stays. */
  readonly unlessSent: boolean
  /** Provider paths that do not take it. */
  readonly except: RegExp | undefined
}

export type Place =
  /** The operator's own address: trusted. */
  | { readonly kind: 'fixed'; readonly base: Base }
  /** An address that the request names: the egress guard looks at it. */
  | { readonly kind: 'asked'; readonly base: Base }
  /** A region from the path picks the host, among `regions` where the config lists them; the egress guard looks at it. */
  | {
      readonly kind: 'region'
      readonly rule: RegionRule
      readonly regions: ReadonlySet<string> | undefined
      readonly fallback: string | undefined
    }
