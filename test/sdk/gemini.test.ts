import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { ApiError, GoogleGenAI } from '@google/genai'
import { forEachRuntime, type Stage } from '../suite.ts'
import { failure, gotOnly, KEYS, leavesUpstream, locked, open, seen } from './sdk-config.ts'

const { caller, held } = KEYS.gemini
const ask = { model: 'gemini-3.8-flash', contents: 'Good morning?' }

function client(
  { app }: Stage,
  door: string,
  apiKey: string = caller,
  headers: Record<string, string> = {},
): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${app.url}${door}`, headers } })
}

const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' } } }
const tools = [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema }] }]

/** What an application has that is signed in at Google: a project, a region and a token. */
function vertexClient({ app }: Stage, door: string, token: string): GoogleGenAI {
  const authClient = { getRequestHeaders: async () => new Headers({ authorization: `Bearer ${token}` }) }
  const googleAuthOptions = { authClient: authClient as never }
  const place = { project: 'my-project', location: 'europe-west1' }
  return new GoogleGenAI({ vertexai: true, ...place, googleAuthOptions, httpOptions: { baseUrl: `${app.url}${door}` } })
}

forEachRuntime((_runtime, use) => {
  describe('gemini', () => {
    const { promises } = use(open)

    for (const door of ['/gemini', '']) {
      promises(`GoogleGenAI at ${door || 'the root'} generates with the caller's key`, async (stage) => {
        const { got, request } = await seen(stage, () => client(stage, door).models.generateContent(ask))
        assert.equal(got.text, 'Good morning.')
        assert.equal(got.usageMetadata?.totalTokenCount, 13)
        assert.match(request.target, /^\/gemini\/v1\w*\/models\/gemini-3.8-flash:generateContent$/)
        gotOnly(request, caller)
      })
    }

    for (const door of ['/vertex', '']) {
      promises(`GoogleGenAI for Vertex at ${door || 'the root'} generates with the caller's API key`, async (stage) => {
        const httpOptions = { baseUrl: `${stage.app.url}${door}` }
        const vertex = new GoogleGenAI({ vertexai: true, apiKey: caller, httpOptions })
        const { got, request } = await seen(stage, () => vertex.models.generateContent(ask))
        assert.equal(got.text, 'Good morning.')
        assert.match(request.target, /^\/gemini\/v1\w*\/publishers\/google\/models\/gemini-3\.8-flash:generateContent$/)
        gotOnly(request, caller)
      })
    }

    for (const [door, key] of [
      ['/vertex', 'ya29.caller-own'],
      ['', 'ya29.caller-own'],
      ['/team-vertex', KEYS.gemini.held],
    ] as const) {
      promises(`GoogleGenAI for Vertex at ${door || 'the root'} generates in a project and a region`, async (stage) => {
        const { models } = vertexClient(stage, door, 'ya29.caller-own')
        const { got, request } = await seen(stage, () => models.generateContent(ask))
        assert.equal(got.text, 'Good morning.')
        const place = '/gemini/v1beta1/projects/my-project/locations/europe-west1/publishers/google'
        assert.equal(request.target, `${place}/models/gemini-3.8-flash:generateContent`)
        gotOnly(request, key)
        if (key === KEYS.gemini.held) assert.ok(!request.rawHead.includes('ya29.caller-own'))
        let text = ''
        for await (const chunk of await models.generateContentStream(ask)) text += chunk.text ?? ''
        assert.equal(text, 'Good morning.')
        assert.equal(
          stage.upstream.requests.at(-1)?.target,
          `${place}/models/gemini-3.8-flash:streamGenerateContent?alt=sse`,
        )
      })
    }

    promises('GoogleGenAI calls a function and goes on with its result, plain and streamed', async (stage) => {
      const { models } = client(stage, '/gemini')
      const config = { tools }
      const { functionCalls } = await models.generateContent({ ...ask, config })
      assert.deepEqual(functionCalls, [{ name: 'get_weather', args: { city: 'Paris' } }])
      const parts = [{ functionResponse: { name: 'get_weather', response: { output: 'sunny' } } }]
      const next = await models.generateContent({ ...ask, contents: [{ role: 'user', parts }], config })
      assert.equal(next.text, 'Good morning.')
      const streamed: unknown[] = []
      for await (const chunk of await models.generateContentStream({ ...ask, config }))
        streamed.push(...(chunk.functionCalls ?? []))
      assert.deepEqual(streamed, [{ name: 'get_weather', args: { city: 'Paris' } }])
    })

    promises("GoogleGenAI raises ApiError with the status of each of the provider's errors", async (stage) => {
      for (const status of [400, 403, 404, 500, 503]) {
        const generate = { ...ask, model: `status-${status}` }
        const error = await failure(client(stage, '/gemini').models.generateContent(generate))
        assert.ok(error instanceof ApiError)
        assert.equal(error.status, status)
        assert.match(error.message, new RegExp(`It failed with ${status}`))
      }
    })

    promises('GoogleGenAI streams to its end', async (stage) => {
      let text = ''
      for await (const chunk of await client(stage, '/gemini').models.generateContentStream(ask))
        text += chunk.text ?? ''
      assert.equal(text, 'Good morning.')
    })

    promises('GoogleGenAI calls with the key that Strait holds', async (stage) => {
      const { request } = await seen(stage, () => client(stage, '/team-gemini').models.generateContent(ask))
      assert.equal(request.header('x-goog-api-key'), held)
      gotOnly(request, held)
    })

    promises('GoogleGenAI lists models', async (stage) => {
      const { page } = await client(stage, '/gemini').models.list()
      assert.deepEqual(
        page.map(({ name }) => name),
        ['models/gemini-3.8-flash'],
      )
    })

    promises('GoogleGenAI uploads a file whole, its second call through the same door', async (stage) => {
      const text = 'a line of notes\n'.repeat(20_000)
      const before = stage.upstream.requests.length
      const file = await client(stage, '/gemini').files.upload({
        file: new Blob([text]),
        config: { mimeType: 'text/plain' },
      })
      assert.equal(file.sizeBytes, String(text.length))
      const [start, upload] = stage.upstream.requests.slice(before)
      assert.match(start?.target ?? '', /^\/gemini\/upload\/v1\w*\/files$/)
      assert.equal(upload?.target, '/gemini/upload/v1beta/files?upload_id=u1&upload_protocol=resumable')
      assert.equal(upload?.content.bytes().toString(), text)
    })

    promises("GoogleGenAI raises ApiError for the provider's error", async (stage) => {
      const error = await failure(client(stage, '/gemini').models.generateContent({ ...ask, model: 'limited' }))
      assert.ok(error instanceof ApiError)
      assert.equal(error.status, 429)
      assert.match(error.message, /RESOURCE_EXHAUSTED/)
    })

    promises('GoogleGenAI raises ApiError for what Strait refuses', async (stage) => {
      const lost = await failure(client(stage, '/gemni').models.generateContent(ask))
      assert.ok(lost instanceof ApiError)
      assert.equal(lost.status, 404)
      assert.match(lost.message, /NOT_FOUND.*no_route/)
      const down = await failure(client(stage, '/down-gemini').models.generateContent(ask))
      assert.ok(down instanceof ApiError)
      assert.equal(down.status, 502)
      assert.match(down.message, /UNAVAILABLE.*upstream_refused/)
    })

    promises('GoogleGenAI aborted takes the call to the provider with it', async (stage) => {
      const leaver = new AbortController()
      const config = { abortSignal: leaver.signal }
      const stream = await client(stage, '/gemini').models.generateContentStream({ ...ask, model: 'held', config })
      await leavesUpstream(stage, stream, () => leaver.abort())
    })
  })

  describe('gemini, with access keys', () => {
    const { promises } = use(locked)

    promises('GoogleGenAI without a key of Strait gets 401', async (stage) => {
      const error = await failure(client(stage, '/team-gemini').models.generateContent(ask))
      assert.ok(error instanceof ApiError)
      assert.equal(error.status, 401)
      assert.match(error.message, /UNAUTHENTICATED.*key_invalid/)
    })

    promises("GoogleGenAI with a key of Strait calls with the provider's", async (stage) => {
      const generate = () => client(stage, '/team-gemini', KEYS.strait).models.generateContent(ask)
      gotOnly((await seen(stage, generate)).request, held)
    })

    promises("GoogleGenAI shows a key of Strait beside the caller's own", async (stage) => {
      const generate = () => client(stage, '/gemini', caller, { 'x-api-key': KEYS.strait }).models.generateContent(ask)
      gotOnly((await seen(stage, generate)).request, caller)
    })
  })
})
