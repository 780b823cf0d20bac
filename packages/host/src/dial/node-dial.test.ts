import process from 'node:process'
import { dialContract } from './dial-contract-fixture.ts'
import type { DialGaps } from './dial-tls-contract-fixture.ts'
import { nodeDial } from './node-dial.ts'

const GAPS: Record<string, DialGaps> = {
  bun: {},
  deno: {
    resumption: 'node:tls on Deno resumes no session',
    expired: 'unknown_issuer',
  },
}
const runtime = ['bun', 'deno'].find((name) => name in process.versions) ?? 'node'

await dialContract('nodeDial', nodeDial, GAPS[runtime])
