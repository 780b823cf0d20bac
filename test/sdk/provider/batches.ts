import type { Call } from './call.ts'

const BATCH = {
  id: 'msgbatch_1',
  type: 'message_batch',
  processing_status: 'ended',
  created_at: '2026-01-01T00:00:00Z',
}
const HOME = 'https://api.anthropic.com/v1/messages/batches'

/** A batch names the address of its results, at the provider's own. */
export async function batches({ reply, path }: Call): Promise<void> {
  if (path.endsWith('/results')) {
    const line = { custom_id: 'first', result: { type: 'canceled' } }
    await reply.send(200, `${JSON.stringify(line)}\n`, [['content-type', 'application/x-jsonl']])
  } else {
    await reply.json(200, { ...BATCH, results_url: `${HOME}/${BATCH.id}/results` })
  }
}
