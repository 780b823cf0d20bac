import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type Exchanged, forEachRuntime, type Stage } from '../suite.ts'
import { held, KEY, locked } from './bifrost-config.ts'
import { pythonRequests } from './bifrost-python.ts'
import { gotOnly, KEYS } from './sdk-config.ts'

const split = (line: string): [name: string, value: string] => {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}

/** The connection's own, and credentials. Order and spelling, which Bun does not keep, are for the passthrough suite. */
const OURS = ['host', 'content-length', 'connection', 'authorization', 'x-api-key', 'api-key', 'x-goog-api-key']
const clients = (lines: readonly (readonly [string, string])[]) =>
  lines.flatMap(([name, value]) => (OURS.includes(name.toLowerCase()) ? [] : `${name.toLowerCase()}: ${value}`)).sort()

forEachRuntime((_runtime, use) => {
  describe('passthrough doors, as Python and curl call them', () => {
    const { promises } = use(held)

    for (const { says, target, headers, key, body, arrives } of pythonRequests) {
      promises(`${says} arrives byte for byte, its dummy key replaced`, async (stage) => {
        const lines = [...headers, key].map(split)
        const { answer, seen } = await stage.exchange({ method: 'POST', target, headers: lines, body })
        assert.ok(answer.status < 300, answer.text())
        assert.equal(seen.target, arrives)
        assert.equal(seen.content.bytes().toString(), body)
        assert.deepEqual(clients(seen.headers), clients(lines))
        gotOnly(seen, KEY[/^\/(\w+)/.exec(arrives)?.[1] as keyof typeof KEY])
      })
    }

    promises('genai.Client in Python uploads a file without leaving the door', async (stage) => {
      const { url, upload } = await uploaded(stage, 'dummy-key')
      assert.equal(url.search, '?upload_id=u1&upload_protocol=resumable')
      assert.equal(upload.answer.header('x-goog-upload-status'), 'final')
      gotOnly(upload.seen, KEY.gemini)
    })

    promises('an upload goes on at the root as well', async (stage) => {
      const { seen } = await stage.exchange({
        method: 'POST',
        target: '/upload/v1beta/files?upload_id=u1&upload_protocol=resumable',
        headers: [
          ['x-goog-api-key', 'dummy-key'],
          ['X-Goog-Upload-Command', 'upload, finalize'],
        ],
        body: 'hello',
      })
      assert.equal(seen.target, '/gemini/upload/v1beta/files?upload_id=u1&upload_protocol=resumable')
      gotOnly(seen, KEY.gemini)
    })

    promises('the prefix ends with its segment', async (stage) => {
      for (const target of ['/openai_passthroughs/v1/models', '/openai_passthrough%2Fv1/models']) {
        const { answer, received } = await stage.exchange({ target })
        assert.equal(answer.status, 404)
        assert.equal(received.length, 0)
      }
    })
  })

  describe('passthrough doors with access keys, as Python calls them', () => {
    const { promises } = use(locked)

    promises('genai.Client in Python uploads a file, though its second call shows no key', async (stage) => {
      const { url, upload } = await uploaded(stage, KEYS.strait)
      assert.equal(upload.answer.header('x-goog-upload-status'), 'final')
      gotOnly(upload.seen, KEY.gemini)
      for (const target of [
        `${url.pathname}?upload_id=u1&upload_protocol=resumable`,
        `${url.pathname}${url.search.replace('upload_id=u1', 'upload_id=u2')}`,
        `/genai_passthrough/v1beta/models${url.search}`,
      ]) {
        const { answer, received } = await stage.exchange({ method: 'POST', target, body: 'hello' })
        assert.equal(answer.status, 401, target)
        assert.equal(received.length, 0)
      }
    })
  })
})

interface Uploaded {
  /** What the first answer named. */
  readonly url: URL
  readonly upload: Exchanged
}

/** Both calls of an upload: the second goes to the address of the first answer as it is, and shows no key. */
async function uploaded(stage: Stage, key: string): Promise<Uploaded> {
  const start = await stage.exchange({
    method: 'POST',
    target: '/genai_passthrough/upload/v1/files',
    headers: [
      ['x-goog-api-key', key],
      ['X-Goog-Upload-Protocol', 'resumable'],
      ['X-Goog-Upload-Command', 'start'],
      ['Content-Type', 'application/json'],
    ],
    body: '{"file": {"mimeType": "text/plain", "sizeBytes": 5}}',
  })
  assert.equal(start.seen.target, '/gemini/upload/v1/files')
  const url = new URL(start.answer.header('x-goog-upload-url') ?? '')
  assert.equal(url.origin + url.pathname, `${stage.app.url}/genai_passthrough/upload/v1beta/files`)
  const upload = await stage.exchange({
    method: 'POST',
    target: url.pathname + url.search,
    headers: [
      ['X-Goog-Upload-Command', 'upload, finalize'],
      ['X-Goog-Upload-Offset', '0'],
    ],
    body: 'hello',
  })
  assert.equal(upload.seen.target, '/gemini/upload/v1beta/files?upload_id=u1&upload_protocol=resumable')
  return { url, upload }
}
