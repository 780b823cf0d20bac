import { type Base, parseBase } from '../../prepare/path.ts'
import type { Said } from './ask.ts'
import { badControl } from './refusals.ts'

/** An address that was asked for, of a shape that can be called. Whether it may be called is for the egress guard. */
export function readHost({ text, where }: Said): Base {
  const base = parseBase(text)
  if (base.kind === 'ok') return base
  throw badControl(where, `${base.detail}. Write a whole URL, like https://host/v1`)
}

/** What follows the client's `/v1`; the whole path where it begins otherwise. */
export function behindVersion(path: string): string {
  if (path === '/v1') return ''
  return path.startsWith('/v1/') ? path.slice('/v1'.length) : path
}
