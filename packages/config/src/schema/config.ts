import type * as v from 'valibot'
import { access } from './access.ts'
import { hostAllowed } from './allow-hosts.ts'
import { bounds } from './bounds.ts'
import { cache } from './cache.ts'
import { configs } from './configs.ts'
import { cors } from './cors.ts'
import { doors } from './doors.ts'
import { duration } from './duration.ts'
import { addressBlock, egress } from './egress.ts'
import { headerRules } from './headers.ts'
import { ok } from './leaf.ts'
import { listen } from './listen.ts'
import { log } from './log.ts'
import { providers } from './provider.ts'
import { retryBudget } from './retry-budget.ts'
import { routes } from './route.ts'
import { members, oneOrMore, optional, withDefault } from './shape.ts'
import { telemetry } from './telemetry.ts'
import { timeouts } from './timeouts.ts'
import { bool, text, word } from './values.ts'

const filePath = text<string>({ expected: 'the path of a file', read: ok })
const settingName = text<string>({ expected: 'the name of a setting', read: ok })

/** The whole file. The order is that of the reference. */
export const configSchema = members('the file', {
  listen: optional(
    listen,
    'Where to listen: `host:port`, a port number, or a list of `{ address, tls, doors }`. Default: `HOST` and `PORT` of the environment, else `127.0.0.1:8787`.',
  ),
  providers: withDefault(
    providers,
    {},
    'Providers by name. Every built-in provider is there without being named here.',
  ),
  routes: withDefault(
    routes,
    [],
    'Addresses of your own. The most specific one that matches decides, whatever the order.',
  ),
  configs: withDefault(configs, {}, 'Configs that a request may name in `x-portkey-config`, by id (`pc-…`).'),
  headers: optional(
    headerRules,
    'Headers to set, add and remove on every request and answer: see [Header rules](#header-rules).',
  ),
  timeouts: withDefault(timeouts, {}, 'How long to wait.'),
  bounds: withDefault(bounds, {}, 'How large and how many.'),
  retry_budget: withDefault(
    retryBudget,
    {},
    'How much a route may try again, so that an outage is not made worse by it.',
  ),
  access: optional(access, 'Who may call. Default: everyone who reaches the listener.'),
  allow_anonymous: withDefault(
    bool,
    false,
    'Without `access`, Strait listens beyond loopback only where this is true.',
  ),
  allow_hosts: withDefault(
    oneOrMore('a list of host names', hostAllowed),
    [],
    'Without `access`, only requests whose `host` is this machine are answered; names listed here are too (`*.example.com`, `example.com:8443`).',
  ),
  trusted_proxies: withDefault(
    oneOrMore('a list of addresses and blocks', addressBlock),
    [],
    "Proxies in front of Strait: only from them do `forwarded` and `x-forwarded-for` tell the client's address.",
  ),
  forwarded: withDefault(
    word(['off', 'add']),
    'off',
    '`add`: tell the upstream who called, with `x-forwarded-*` and `via`. `off`: add nothing, and hide nothing that the client wrote.',
  ),
  info_headers: withDefault(
    word(['asked', 'off']),
    'asked',
    '`asked`: who sends `x-strait-info: true` is told in `x-strait-*` headers who answered: provider, target, key label, attempts, cache. `off`: nobody is.',
  ),
  cache: withDefault(cache, {}, 'Where answers are kept, on routes that say `cache`. None does by itself.'),
  egress: withDefault(egress, {}, 'Where a request may send us.'),
  transport: withDefault(
    word(['wire', 'fetch']),
    'wire',
    "How providers are called. `wire`: over sockets. `fetch`: with the runtime's own `fetch`, for places without sockets; [what it can't keep](runtimes.md#without-sockets-transport-fetch).",
  ),
  cors: optional(cors, 'Answer browsers of other origins. Default: off, and their requests are refused.'),
  doors: withDefault(doors, {}, 'Which kinds of addresses are answered.'),
  echo: optional(
    bool,
    '`/echo/...` answers with what a provider would have received. Default: on where every listener is on loopback, else off.',
  ),
  telemetry: optional(telemetry, 'Traces. Default: off, unless `OTEL_*` variables say otherwise.'),
  include: optional(
    oneOrMore('a list of files', filePath),
    "Files to read beside this one: Strait's own, or those of another gateway, as they are. Their providers, routes and keys come together; everything else of this file wins. [What is read](configuration.md#other-files-include).",
  ),
  accept_unenforced: optional(
    oneOrMore('a list of names', settingName),
    'Settings of included files that restrict something and that this build does not enforce, by name. Without their names here they keep Strait from starting.',
  ),
  log: withDefault(log, 'info', 'A level (`debug`, `info`, `warn`, `error`, `off`), or `{ level, format }`.'),
  drain: withDefault(duration, '30s', 'How long requests under way may take to finish when Strait is told to stop.'),
})

export type Config = v.InferOutput<typeof configSchema>
