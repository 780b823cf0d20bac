import type { Ask, AskTree, Said } from './ask.ts'
import { headerNames, knownKey } from './config-keys.ts'
import { headerOf } from './control-names.ts'
import { checkForwardHeaders } from './forward-headers.ts'
import { headerJson } from './header-text.ts'
import { AMBIENT, readConfig, type TreeBounds } from './read-config.ts'
import { badControl, notBuilt } from './refusals.ts'

/** The operator's config of that id, where this caller may use it. */
export type FindConfig = (id: string) => unknown

const CONFIG = headerOf('config')

/** An operator's own tree is as large as he wrote it. */
export const UNBOUNDED: TreeBounds = { depth: 64, targets: 10_000 }

/**
 * Headers and config as one. The config says more, so it wins; only a host, which is about this one request, is
 * taken from the header where both name one. To targets of a config the headers say nothing, except to one that passes
 * through what they ask for.
 */
export function readAsk(controls: ReadonlyMap<string, string>, findConfig: FindConfig, bounds: TreeBounds): AskTree {
  const headers = readHeaders(controls)
  const written = controls.get('config')
  if (written === undefined || written === '') return headers
  const config = configOf(written, findConfig, bounds)
  if (config.kind === 'group') return config
  if (config.passthrough) return { ...config, said: headers.said, passthrough: false }
  const said = new Map([...headers.said, ...config.said])
  // One names the provider, however it does so.
  if (config.said.has('provider') && !config.said.has('virtual_key')) said.delete('virtual_key')
  const host = headers.said.get('custom_host')
  const isTarget = config.option !== 'config'
  if (host !== undefined && !isTarget) said.set('custom_host', host)
  if (isTarget && !config.said.has('custom_host')) said.delete('custom_host')
  return { ...config, said }
}

function configOf(written: string, findConfig: FindConfig, bounds: TreeBounds): AskTree {
  if (written.startsWith('{')) return readConfig(headerJson(written, CONFIG), CONFIG, 'request', bounds)
  if (!/^pc-[\w.-]{1,128}$/.test(written)) throw badControl(CONFIG, 'write a JSON object, or the id of a config: pc-…')
  const stored = findConfig(written)
  // The same for one that is not there and one that is not for this caller: neither learns which.
  if (stored === undefined) throw badControl(CONFIG, 'there is no config of this id that this key may use')
  return readConfig(stored, `${CONFIG} (stored)`, 'operator', UNBOUNDED)
}

function readHeaders(controls: ReadonlyMap<string, string>): Ask {
  const said = new Map<string, Said>()
  for (const name of headerNames) {
    const text = controls.get(name)
    if (text === undefined || text === '') continue
    const where = headerOf(name)
    if (name === 'forward-headers') checkForwardHeaders(text.split(','), where)
    const known = knownKey(name.replaceAll('-', '_'))
    if (known === undefined) continue
    if (known.kind === 'ambient') throw badControl(where, AMBIENT)
    if (known.kind === 'later') throw notBuilt(where)
    if (known.kind !== 'structure') said.set(known.key, { text, where, by: 'request' })
  }
  const none = { patience: 0, weight: 1, passthrough: false, policies: {} } as const
  return { kind: 'ask', said, option: 'config', where: CONFIG, ...none }
}
