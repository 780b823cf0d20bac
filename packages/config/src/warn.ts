import { builtIns } from './built-ins.ts'
import { keyRange, valueRange } from './issues.ts'
import type { Finding } from './problem.ts'
import type { Config } from './schema/config.ts'
import type { Tree } from './yaml/tree.ts'

/** What is allowed, and probably not meant. */
export function warn(config: Config, tree: Tree): Finding[] {
  return [...versionNames(config, tree), ...oddKeys(config, tree), ...needlessAnonymous(config, tree)]
}

/** `/v1/...` would go to that provider instead of being detected. */
function versionNames(config: Config, tree: Tree): Finding[] {
  return Object.keys(config.providers)
    .filter((name) => /^v\d+(alpha|beta)?\d*$/.test(name))
    .map((name) => ({
      path: ['providers', name],
      at: keyRange(['providers', name], tree),
      says: `a provider named ${name} takes every path that begins with /${name}/`,
      hint: 'choose another name, unless that is meant',
    }))
}

/** A key of another provider is pasted more easily than it is found afterwards. */
function oddKeys(config: Config, tree: Tree): Finding[] {
  return Object.entries(config.providers).flatMap(([name, { key, type, url }]) => {
    const shape = builtIns.get(type ?? name)?.keyShape
    // At an address of its own anything may be the key.
    if (key === undefined || shape === undefined || url !== undefined || shape.pattern.test(key.reveal())) return []
    const path = ['providers', name, 'key']
    return [
      { path, at: valueRange(path, tree), says: `this does not look like a key of ${type ?? name}`, hint: shape.hint },
    ]
  })
}

function needlessAnonymous(config: Config, tree: Tree): Finding[] {
  if (config.access === undefined || !config.allow_anonymous) return []
  const path = ['allow_anonymous']
  return [
    {
      path,
      at: keyRange(path, tree),
      says: 'allow_anonymous changes nothing where access is configured',
      hint: 'take it out; open a single route with open: true',
    },
  ]
}
