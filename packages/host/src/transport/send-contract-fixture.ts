import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { answerPromises } from './send-answer-promises-fixture.ts'
import { bodyPromises } from './send-body-promises-fixture.ts'
import { failurePromises } from './send-failure-promises-fixture.ts'
import { startSendPeer } from './send-peer-process-fixture.ts'
import { requestPromises } from './send-request-promises-fixture.ts'
import { type SendPromise, SendStage } from './send-stage-fixture.ts'
import type { Transport } from './wire.ts'

export const sendPromises: readonly SendPromise[] = [
  ...requestPromises,
  ...bodyPromises,
  ...answerPromises,
  ...failurePromises,
]

/** What every implementation of `send` keeps; `gaps` are the promises that this one can't, each with its reason. */
export async function sendContract(
  name: string,
  transport: Transport,
  gaps: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const peer = await startSendPeer()
  after(async () => {
    await transport.close()
    await peer.stop()
  })
  for (const promise of sendPromises) {
    test(`${name}: ${promise.name}`, async (context) => {
      const stage = new SendStage(peer, transport)
      const reason = gaps.get(promise.name)
      if (reason === undefined) return promise.run(stage)
      const kept = await promise.run(stage).then(
        () => true,
        () => false,
      )
      assert.equal(kept, false, 'this is kept: take it off the list of gaps')
      context.skip(reason)
    })
  }
}
