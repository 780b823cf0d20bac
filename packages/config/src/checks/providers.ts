import { type BuiltIn, builtIns } from '../built-ins.ts'
import { keyRange, shownName, valueRange } from '../issues.ts'
import { nearestWord } from '../nearest.ts'
import type { Finding, Path } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { at, listAt, mapAt, textAt } from './view.ts'

/** What the members of a provider mean together. */
export function checkProviders(tree: Tree): Finding[] {
  return Object.keys(mapAt(tree, ['providers'])).flatMap((name) => {
    const path = ['providers', name]
    const type = textAt(tree, [...path, 'type']) ?? (builtIns.has(name) ? name : 'custom')
    return [
      ...checkAddress(tree, path, name, type),
      ...checkMembers(tree, path, type),
      ...checkCredential(tree, path),
      ...checkKeys(tree, path),
      ...checkTls(tree, path),
      ...checkRegions(tree, path),
    ]
  })
}

function checkAddress(tree: Tree, path: Path, name: string, type: string): Finding[] {
  const builtIn = builtIns.get(type)
  const isThere = (member: string) =>
    at(tree, [...path, member]) !== undefined || tree.unfilled.has(JSON.stringify([...path, member]))
  // A name that can't be has been told so already.
  if (builtIn === undefined || isThere('url') || !/^(?!-$|echo$)[\w.~-]+$/.test(name)) return []
  if (!builtIn.hasAddress) return [noAddress(tree, path, name, type, builtIn)]
  if (!builtIn.needsRegion || isThere('region') || isThere('regions')) return []
  return [finding(tree, path, `${type} has no address without a region`, builtIn.setup ?? 'write region')]
}

function noAddress(tree: Tree, path: Path, name: string, type: string, { setup }: BuiltIn): Finding {
  if (builtIns.has(name) || at(tree, [...path, 'type']) !== undefined) {
    return finding(tree, path, `${type} has no address of its own, and url is missing`, setup ?? WRITE_URL)
  }
  const near = nearestWord(name, [...builtIns.keys()])
  const hint = near === undefined ? WRITE_URL : `did you mean ${near}? If not: ${WRITE_URL}`
  return finding(tree, path, `${shownName(path, tree)} is no built-in provider, and has no url`, hint)
}

const WRITE_URL = 'write url: https://…, and type: openai if it speaks like OpenAI'

function finding(tree: Tree, path: Path, says: string, hint: string): Finding {
  return { path, at: keyRange(path, tree), says, hint }
}

function checkMembers(tree: Tree, path: Path, type: string): Finding[] {
  const builtIn = builtIns.get(type)
  if (builtIn === undefined) return []
  const owners: readonly (readonly [member: string, fits: boolean, of: string])[] = [
    ['api_version', builtIn.versioned, namesOf('versioned')],
    ['api_version_from', builtIn.versioned, namesOf('versioned')],
    ['deployments', builtIn.deployed, namesOf('deployed')],
    ['rewrite_urls', builtIn.namesUrls, namesOf('namesUrls')],
    ['region', builtIn.regional, namesOf('regional')],
    ['regions', builtIn.regional, namesOf('regional')],
    ['aws', builtIn.signs, namesOf('signs')],
    ['entra', builtIn.entra, namesOf('entra')],
    ['service_account', builtIn.serviceAccount, namesOf('serviceAccount')],
    ['token_url', builtIn.serviceAccount, namesOf('serviceAccount')],
  ]
  return owners
    .filter(([member, fits]) => !fits && at(tree, [...path, member]) !== undefined)
    .map(([member, , of]) => ({
      path: [...path, member],
      at: keyRange([...path, member], tree),
      says: `${member} means nothing to a provider of type ${type}`,
      hint: `it is for ${of}; take it out, or write type`,
    }))
}

function namesOf(
  trait: 'deployed' | 'namesUrls' | 'versioned' | 'regional' | 'signs' | 'entra' | 'serviceAccount',
): string {
  return [...builtIns]
    .filter(([, builtIn]) => builtIn[trait])
    .map(([name]) => name)
    .join(' and ')
}

/** One request carries one credential. */
function checkCredential(tree: Tree, path: Path): Finding[] {
  const there = mapAt(tree, path)
  const [first, ...others] = ['key', 'keys', 'entra', 'service_account'].filter((member) => member in there)
  const findings = others.map((member) => ({
    path: [...path, member],
    at: keyRange([...path, member], tree),
    says: `${member} and ${first} are both here, and one credential is sent`,
    hint: member === 'keys' ? 'write all of them into keys' : 'keep one of the two',
  }))
  if (!('token_url' in there) || 'service_account' in there) return findings
  const at = keyRange([...path, 'token_url'], tree)
  const hint = 'add service_account, or take it out'
  return [...findings, { path: [...path, 'token_url'], at, says: 'token_url stands without service_account', hint }]
}

/** Several keys: there are some, not all of them are switched off, and their names tell them apart. */
function checkKeys(tree: Tree, path: Path): Finding[] {
  const there = mapAt(tree, path)
  const list = [...path, 'keys']
  if (!('keys' in there)) {
    return ['keys_by', 'keys_sticky']
      .filter((member) => member in there)
      .map((member) => finding(tree, [...path, member], `${member} stands without keys`, 'add keys, or take it out'))
  }
  const keys = listAt(tree, list)
  if (Array.isArray(there['keys']) && keys.length === 0)
    return [finding(tree, list, 'there is no key in it', 'add one')]
  const weights = keys.map((_, i) => at(tree, [...list, i, 'weight']) ?? 1)
  const off = keys.length > 0 && weights.every((weight) => weight === 0)
  const names = keys.map((_, i) => textAt(tree, [...list, i, 'name']))
  return [
    ...(off ? [finding(tree, list, 'all keys have weight 0, so none would be used', 'give one of them a weight')] : []),
    ...duplicates(names).map(({ index, first }) =>
      finding(
        tree,
        [...list, index],
        `keys[${first}] has this name already`,
        'names tell keys apart in logs: change one',
      ),
    ),
  ]
}

/** A client certificate is of no use without its key, and the other way round. */
function checkTls(tree: Tree, path: Path): Finding[] {
  const tls = mapAt(tree, [...path, 'tls'])
  if ('cert' in tls === 'key' in tls) return []
  const [there, missing] = 'cert' in tls ? ['cert', 'key'] : ['key', 'cert']
  return [
    {
      path: [...path, 'tls'],
      at: keyRange([...path, 'tls', there as string], tree),
      says: `${there} stands without ${missing}`,
      hint: `add ${missing}`,
    },
  ]
}

function checkRegions(tree: Tree, path: Path): Finding[] {
  const region = textAt(tree, [...path, 'region'])
  const regions = listAt(tree, [...path, 'regions']).map((_, i) => textAt(tree, [...path, 'regions', i]))
  if (region === undefined || regions.length === 0 || regions.includes(region)) return []
  return [
    {
      path: [...path, 'region'],
      at: valueRange([...path, 'region'], tree),
      says: 'region is not among regions',
      hint: 'add it there, or choose one of them',
    },
  ]
}
