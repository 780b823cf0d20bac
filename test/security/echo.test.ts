import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { assertNoSecret } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const SECRET = 'sk-secret-of-the-caller-123'

interface Report {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: { readonly bytes: number; readonly sha256: string; readonly text: string }
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('the echo tells what a provider would have received, verbatim', async ({ exchange }) => {
    const body = '{"model":"m",  "spaced" : [1.0, "\\u00fc"]}'
    const headers = { 'content-type': 'application/json', 'x-custom': 'as sent' }
    const { answer } = await exchange({ method: 'POST', target: '/echo/v1/a%2Fb//c?stream=true', headers, body })
    assert.equal(answer.status, 200)
    assert.equal(answer.header('x-content-type-options'), 'nosniff')
    assert.match(answer.header('content-type') ?? '', /^application\/json/)
    const report = answer.json() as Report
    assert.equal(report.method, 'POST')
    assert.equal(report.target, '/v1/a%2Fb//c?stream=true')
    assert.equal(report.body.text, body)
    assert.equal(report.body.bytes, body.length)
    assert.equal(report.body.sha256, createHash('sha256').update(body).digest('hex'))
    assert.ok(report.headers.some(([name, value]) => name.toLowerCase() === 'x-custom' && value === 'as sent'))
  })

  promises('secrets are masked in it', async ({ exchange }) => {
    const headers = {
      authorization: `Bearer ${SECRET}`,
      'x-api-key': SECRET,
      'api-key': SECRET,
      'x-goog-api-key': SECRET,
      cookie: `session=${SECRET}`,
      'x-amz-security-token': SECRET,
      'x-my-secret': SECRET,
      'x-auth-token': SECRET,
    }
    const { answer } = await exchange({
      method: 'POST',
      target: `/echo/x?key=${SECRET}&token=${SECRET}&alt=sse`,
      headers,
      body: '{}',
    })
    assert.equal(answer.status, 200)
    assertNoSecret([{ name: 'the echo', text: answer.text() }], [SECRET])
    const report = answer.json() as Report
    assert.match(report.target, /alt=sse/)
    assert.ok(
      report.headers.some(([name, value]) => name.toLowerCase() === 'authorization' && value.startsWith('Bearer ')),
    )
  })
})
