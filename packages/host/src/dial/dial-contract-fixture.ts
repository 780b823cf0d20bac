import { after } from 'node:test'
import { makeCertificates } from '@strait/testkit'
import type { Dial } from '@strait/wire'
import { startPeer } from './dial-peer-process-fixture.ts'
import { dialPlainContract } from './dial-plain-contract-fixture.ts'
import { type DialGaps, dialTlsContract } from './dial-tls-contract-fixture.ts'

/** What every implementation of the port holds; `gaps` say what its runtime can't, and why. */
export async function dialContract(name: string, dial: Dial, gaps: DialGaps = {}): Promise<void> {
  const certificates = await makeCertificates()
  const peer = await startPeer(certificates)
  after(async () => {
    await peer.stop()
    certificates.remove()
  })
  dialPlainContract(name, dial, peer, gaps)
  dialTlsContract(name, dial, peer, certificates, gaps)
}
