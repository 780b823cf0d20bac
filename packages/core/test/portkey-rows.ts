import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ask, HELD, portkeyStage } from './portkey-stage.ts'

/** What a client asks for, and where and how it arrives. */
export interface Lead {
  readonly says: string
  readonly ask: Ask
  readonly url: string
  /** All that the upstream gets, `name: value`. */
  readonly headers?: readonly string[]
  /** Default: the body as it was sent. */
  readonly body?: string
}

export async function testLeads(rows: readonly Lead[]): Promise<void> {
  const stage = await portkeyStage()
  for (const { says, ask, url, headers, body } of rows) {
    test(`portkeyDoor() leads on: ${says}`, async () => {
      const told = await stage.ask(ask)
      assert.equal(told.url, url, told.text)
      if (headers !== undefined) assert.deepEqual(told.headers, headers)
      if (ask.body !== undefined) assert.equal(told.body, body ?? ask.body)
      assert.ok(!told.headers.some((line) => /^x-portkey-/i.test(line)), 'a control header went upstream')
    })
  }
}

export interface Refused {
  readonly headers: readonly string[]
  readonly status?: number
  readonly code?: string
  readonly says: RegExp
  /** Default: an OpenAI path, an Anthropic one (the words are OpenAI's all the same), and any other. */
  readonly targets?: readonly string[]
}

const TARGETS = ['/v1/chat/completions', '/v1/messages', '/some/path']

export async function testRefused(rows: readonly Refused[]): Promise<void> {
  const stage = await portkeyStage()
  for (const { headers, status = 400, code = 'bad_control_header', says, targets = TARGETS } of rows) {
    test(`portkeyDoor() refuses ${headers.join(' and ')}`, async () => {
      for (const target of targets) {
        const told = await stage.ask({ target, headers, body: '{"model":"m"}' })
        assert.equal(told.url, undefined)
        assert.deepEqual([told.status, told.code], [status, code], told.text)
        const { error } = JSON.parse(told.text)
        assert.match(error.message, says)
        assert.equal(error.code, code)
        assert.ok(!told.text.includes('planted') && !told.text.includes(HELD), 'the refusal holds a secret')
      }
    })
  }
}
