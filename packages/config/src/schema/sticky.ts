import type { Sticky } from '@strait/core'
import * as v from 'valibot'
import { ruledName } from './headers.ts'
import { ok } from './leaf.ts'
import { forms, isMap, members, required } from './shape.ts'
import { text, word } from './values.ts'

const metadataName = text<string>({ expected: 'a name of metadata', read: ok })

const byCaller = v.pipe(
  word(['caller']),
  v.transform((): Sticky => ({ kind: 'caller' })),
)

const byHeader = v.pipe(
  members('sticky', { header: required(ruledName, 'The header whose value keeps a request with its target.') }),
  v.transform(({ header }): Sticky => ({ kind: 'header', name: header.toLowerCase() })),
)

const byMetadata = v.pipe(
  members('sticky', { metadata: required(metadataName, 'The same by metadata.') }),
  v.transform(({ metadata }): Sticky => ({ kind: 'metadata', name: metadata })),
)

/** `caller`, `{ header }` or `{ metadata }`. */
export const sticky = forms([byCaller, byHeader, byMetadata], (input) =>
  isMap(input) ? ('metadata' in input ? 2 : 1) : 0,
)
