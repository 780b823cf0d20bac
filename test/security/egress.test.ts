import assert from 'node:assert/strict'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'

/** What somebody may write where a region belongs, to send the held key elsewhere. */
const REGIONS = [
  'evil.example',
  '127.0.0.1',
  'localhost.',
  'us-central1.evil.example',
  'us-central1@evil.example',
  'evil.example%23',
  'evil.example%2F',
  'evil%2eexample',
  'us-central1:80',
  '[::1]',
  '169.254.169.254',
  'metadata.google.internal',
  'US-CENTRAL1',
  'us_central1',
  'us%20central1',
  'x'.repeat(64),
  '%00',
  '%0d%0ahost:evil',
]

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    env: { TOKEN: 'ya29.held-vertex-token' },
    config: () => `
listen: 127.0.0.1:0
providers:
  vertex: { key: "\${TOKEN}" }
  narrow: { type: vertex, key: "\${TOKEN}", regions: [us-central1] }
`,
  })

  const path = (region: string) => `/v1/projects/p/locations/${region}/publishers/google/models/m:generateContent`

  promises('a region that is none is 400, before anybody is asked for an address', async ({ exchange }) => {
    for (const region of REGIONS) {
      for (const door of ['/vertex', '/narrow', '']) {
        const { answer } = await exchange({ method: 'POST', target: `${door}${path(region)}`, body: '{}' })
        const said = `${door} ${region}: ${answer.status} ${answer.header('x-strait-error')}`
        assert.ok(answer.status === 400 || answer.status === 403, said)
        assert.match(
          answer.header('x-strait-error') ?? '',
          /^(bad_region|bad_url|bad_target|dot_segments|egress_refused)$/,
          said,
        )
      }
    }
  })

  promises('a region that the config does not list is refused', async ({ exchange }) => {
    const { answer } = await exchange({ method: 'POST', target: `/narrow${path('europe-west4')}`, body: '{}' })
    assertRefused(answer, 400, 'bad_region')
  })

  promises('headers choose no address', async ({ exchange, upstream }) => {
    const url = `http://127.0.0.1:${upstream.port}`
    const headers = {
      'x-strait-url': url,
      'x-litellm-api-base': url,
      'x-bf-base-url': url,
    }
    const { answer, received } = await exchange({
      method: 'POST',
      target: `/narrow${path('europe-west4')}`,
      headers,
      body: '{}',
    })
    assert.equal(answer.status, 400)
    assert.equal(received.length, 0)
  })
})
