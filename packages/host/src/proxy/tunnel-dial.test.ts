import process from 'node:process'
import { after } from 'node:test'
import { Secret } from '@strait/core'
import { dialContract } from '../dial/dial-contract-fixture.ts'
import type { DialGaps } from '../dial/dial-tls-contract-fixture.ts'
import { startProxyProcess } from './proxy-process-fixture.ts'
import { tunnelDial } from './tunnel-dial.ts'

const GAPS: Record<string, DialGaps> = {
  deno: { resumption: 'node:tls on Deno resumes no session', expired: 'unknown_issuer' },
}
const runtime = 'deno' in process.versions ? 'deno' : 'others'

const proxy = await startProxyProcess('user:password')
after(() => proxy.stop())
const authorization = new Secret(`Basic ${btoa('user:password')}`, 'test')
const dial = tunnelDial({ scheme: 'http', host: '127.0.0.1', port: proxy.port, authorization })

await dialContract('tunnelDial', dial, { ...GAPS[runtime], unconnected: 'failed' })
