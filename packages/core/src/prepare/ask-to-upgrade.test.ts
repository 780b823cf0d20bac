import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, makeTarget } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import { type Carrier, Fields, type Target } from '../index.ts'
import { carriersOf, providers } from '../providers/index.ts'
import { askToUpgrade } from './ask-to-upgrade.ts'
import type { Draft } from './draft.ts'
import { renameModel } from './rename-model.ts'

const BROWSER = 'realtime,openai-insecure-api-key.sk-1,openai-beta.realtime-v1'
const openai = providers.get('openai') as Target['provider']
const HELD: Partial<Target> = { drop: carriersOf(openai) }
const OURS: readonly Carrier[] = [{ kind: 'subprotocol', name: 'openai-insecure-api-key.' }]

const rows: readonly [
  what: string,
  offered: string,
  carriers: readonly Carrier[],
  target: Partial<Target>,
  sent: string[],
][] = [
  ["the caller's own key goes on as it stands", BROWSER, [], {}, [BROWSER]],
  ['a key for Strait is taken out', BROWSER, OURS, {}, ['realtime, openai-beta.realtime-v1']],
  ['so is any where Strait holds one', BROWSER, [], HELD, ['realtime, openai-beta.realtime-v1']],
  ['a list without one keeps its bytes', 'realtime ,  a.b', OURS, HELD, ['realtime ,  a.b']],
  ['nothing is left of a list of keys', 'openai-insecure-api-key.sk-1', OURS, {}, []],
]

test('askToUpgrade() offers what the client offered, but for keys', () => {
  for (const [what, offered, carriers, over, sent] of rows) {
    const from = arrival({ kind: 'upgrade', method: 'GET', headers: ['Sec-WebSocket-Protocol', offered] })
    const draft = { headers: [...from.fields.flat], upgrade: undefined } as unknown as Draft
    askToUpgrade(draft, { arrival: from, carriers } as unknown as Admitted, makeTarget(undefined, over))
    assert.deepEqual(new Fields(draft.headers).all('sec-websocket-protocol'), sent, what)
    assert.equal(draft.upgrade, 'websocket')
  }
})

test('renameModel() writes another name for model and deployment, and no other byte', () => {
  const nameFor = (model: string) => (model === 'my rt' ? 'gpt-realtime/1' : undefined)
  const cases: readonly [query: string, renamed: string][] = [
    ['', ''],
    ['?a=%20&model=my%20rt&b', '?a=%20&model=gpt-realtime%2F1&b'],
    ['?deployment=my%20rt', '?deployment=gpt-realtime%2F1'],
    ['?model=other&models=my%20rt&model', '?model=other&models=my%20rt&model'],
  ]
  for (const [query, renamed] of cases) assert.equal(renameModel(query, nameFor), renamed)
})
