import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe } from 'node:test'
import * as aws from '@aws-sdk/client-bedrock-runtime'
import type { ReceivedRequest } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { signedBy } from './aws-signature.ts'
import { AWS, bedrockLocked, bedrockStage, HANDLERS, type HandlerName, readAll, withBedrock } from './bedrock-config.ts'
import { BEDROCK_ERRORS } from './provider/bedrock.ts'
import { failure, KEYS, leavesUpstream, seen } from './sdk-config.ts'

const modelId = 'anthropic.claude-sonnet-5-5-v1:0'
const messages: aws.Message[] = [{ role: 'user', content: [{ text: 'Good morning?' }] }]
const json: aws.ToolInputSchema = { json: { type: 'object', properties: { city: { type: 'string' } } } }
const toolConfig: aws.ToolConfiguration = { tools: [{ toolSpec: { name: 'get_weather', inputSchema: json } }] }
const handlers = Object.keys(HANDLERS) as HandlerName[]

const converse = (input: object = {}) => new aws.ConverseCommand({ modelId, messages, ...input })
const converseStream = (input: object = {}) => new aws.ConverseStreamCommand({ modelId, messages, ...input })

const arn = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6'

/** Model ids as users write them, and the one segment of a path that they have to stay. */
const ids: readonly (readonly [id: string, segment: string])[] = [
  ['amazon.nova-pro-v1:0', 'amazon.nova-pro-v1%3A0'],
  ['us.anthropic.claude-sonnet-5-5-v1:0', 'us.anthropic.claude-sonnet-5-5-v1%3A0'],
  [arn, 'arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Aapplication-inference-profile%2Fa1b2c3d4e5f6'],
]

/** Nothing that the caller signed with arrives, and nothing of its signature. */
function gotNoneOfTheCaller(request: ReceivedRequest): void {
  const head = request.rawHead.toString('latin1')
  const { accessKeyId, secretAccessKey, sessionToken } = AWS.caller
  for (const own of [accessKeyId, secretAccessKey, sessionToken]) assert.ok(!head.includes(own), 'of the caller')
}

forEachRuntime((_runtime, use) => {
  describe('bedrock', () => {
    const { promises } = use(bedrockStage)

    for (const handler of handlers) {
      promises(`BedrockRuntimeClient converses, streams and calls a tool over ${handler}`, async (stage) => {
        await withBedrock(
          stage,
          async (client) => {
            const { metadata } = client.config.requestHandler
            assert.equal(metadata?.handlerProtocol, handler === 'HTTP/1.1' ? 'http/1.1' : 'h2')
            const { got, request } = await seen(stage, () => client.send(converse()))
            assert.deepEqual(got.output?.message?.content, [{ text: 'Good morning.' }])
            assert.equal(got.usage?.totalTokens, 13)
            assert.equal(got.$metadata.requestId, 'req-bedrock-1')
            assert.deepEqual(signedBy(request, AWS.held.secretAccessKey), {
              id: AWS.held.accessKeyId,
              region: 'eu-central-1',
              service: 'bedrock',
            })
            gotNoneOfTheCaller(request)

            const events = await readAll(client, converseStream())
            const text = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('')
            assert.equal(text, 'Good morning.')
            assert.equal(events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason, 'end_turn')
            assert.equal(events.at(-1)?.metadata?.usage?.outputTokens, 4)

            const called = await client.send(converse({ toolConfig }))
            assert.equal(called.stopReason, 'tool_use')
            assert.deepEqual(called.output?.message?.content?.[0]?.toolUse?.input, { city: 'Paris' })
          },
          { handler },
        )
      })

      promises(`BedrockRuntimeClient that leaves takes the call with it over ${handler}`, async (stage) => {
        await withBedrock(
          stage,
          async (client) => {
            const leaver = new AbortController()
            const options = { abortSignal: leaver.signal }
            const { stream } = await client.send(converseStream({ modelId: 'held' }), options)
            assert.ok(stream !== undefined)
            await leavesUpstream(stage, stream, () => leaver.abort())
          },
          { handler },
        )
      })
    }

    promises('many calls share one connection of HTTP/2', async (stage) => {
      await withBedrock(
        stage,
        async (client) => {
          const answers = await Promise.all(Array.from({ length: 20 }, () => client.send(converse())))
          for (const { output } of answers) assert.equal(output?.message?.content?.[0]?.text, 'Good morning.')
        },
        { handler: 'HTTP/2, the default' },
      )
    })

    promises('the pieces of a tool call arrive in order', async (stage) => {
      await withBedrock(stage, async (client) => {
        const events = await readAll(client, converseStream({ toolConfig }))
        const input = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.toolUse?.input ?? '').join('')
        assert.deepEqual(JSON.parse(input), { city: 'Paris' })
      })
    })

    promises('invokeModel takes any bytes there and back', async (stage) => {
      const body = randomBytes(300_000)
      await withBedrock(stage, async (client) => {
        const command = new aws.InvokeModelCommand({ modelId, body, contentType: 'application/octet-stream' })
        const { got, request } = await seen(stage, () => client.send(command))
        assert.ok(body.equals(request.content.bytes()))
        assert.ok(body.equals(got.body))
        assert.equal(got.contentType, 'application/octet-stream')
        signedBy(request, AWS.held.secretAccessKey)
      })
    })

    promises('invokeModelWithResponseStream streams', async (stage) => {
      await withBedrock(stage, async (client) => {
        const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: [] })
        const { body: stream } = await client.send(new aws.InvokeModelWithResponseStreamCommand({ modelId, body }))
        let text = ''
        for await (const { chunk } of stream ?? []) text += JSON.parse(Buffer.from(chunk?.bytes ?? '').toString()).text
        assert.equal(text, 'Good morning.')
      })
    })

    for (const [id, segment] of ids) {
      promises(`the model ${id} stays one segment, and is signed as it goes out`, async (stage) => {
        await withBedrock(stage, async (client) => {
          const { request } = await seen(stage, () => client.send(converse({ modelId: id })))
          assert.equal(request.target, `/bedrock/model/${segment}/converse`)
          signedBy(request, AWS.held.secretAccessKey)
        })
      })
    }

    promises('an id that other clients leave as it is goes out so, and is signed so', async (stage) => {
      for (const path of [
        '/model/anthropic.claude-v1:0/converse',
        `/model/${arn}/converse`,
        '/model/a%253A0/converse',
      ]) {
        const sent = { method: 'POST', target: `/bedrock${path}?a=b%20c&d`, body: '{"messages":[]}' }
        const { seen: request } = await stage.exchange({ ...sent, headers: { 'content-type': 'application/json' } })
        assert.equal(request.target, `/bedrock${path}?a=b%20c&d`)
        signedBy(request, AWS.held.secretAccessKey)
      }
    })

    promises('every error of Bedrock is raised as its own class', async (stage) => {
      await withBedrock(stage, async (client) => {
        for (const [name, status] of Object.entries(BEDROCK_ERRORS)) {
          const error = await failure(client.send(converse({ modelId: name })))
          // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the class of each name of the table
          const own = aws[name as keyof typeof aws] as typeof aws.ThrottlingException
          assert.ok(error instanceof own, `${name} was raised as ${error}`)
          assert.equal(error.name, name)
          assert.equal(error.message, `It failed with ${name}.`)
          assert.equal(error.$metadata.httpStatusCode, status)
          assert.equal(error.$metadata.requestId, 'req-bedrock-1')
        }
      })
    })

    promises('an error inside a stream is raised as its own class', async (stage) => {
      await withBedrock(stage, async (client) => {
        const error = await failure(readAll(client, converseStream({ modelId: 'breaks' })))
        assert.ok(error instanceof aws.ModelStreamErrorException)
        assert.equal(error.message, 'The model broke off.')
      })
    })

    for (const handler of handlers) {
      promises(`a stream that its provider cuts never looks whole over ${handler}`, async (stage) => {
        await withBedrock(
          stage,
          async (client) => {
            assert.ok((await failure(readAll(client, converseStream({ modelId: 'cut' })))) instanceof Error)
          },
          { handler },
        )
      })
    }

    promises('a refusal of Strait is raised as the class of its kind', async (stage) => {
      const refusals = [
        ['/bedrock-down', aws.InternalServerException, 502, 'upstream_refused'],
        ['/bedrok', aws.ResourceNotFoundException, 404, 'no_route'],
      ] as const
      for (const [door, own, status, code] of refusals) {
        // What is signed for Bedrock is Bedrock's below any path; a bearer token says nothing.
        const options = { door, token: { token: AWS.bearer.caller } }
        const error = await failure(withBedrock(stage, (client) => client.send(converse()), options))
        assert.ok(error instanceof own, `${door}: ${error}`)
        assert.equal(error.$metadata.httpStatusCode, status)
        assert.equal((error as { code?: string }).code, code)
      }
    })

    promises('a stream in both directions is refused with what to use', async (stage) => {
      const before = stage.upstream.requests.length
      async function* body() {
        yield { chunk: { bytes: Buffer.from('{}') } }
      }
      const command = new aws.InvokeModelWithBidirectionalStreamCommand({ modelId, body: body() })
      const options = { handler: 'HTTP/2, the default' as const }
      const error = await failure(withBedrock(stage, (client) => client.send(command), options))
      assert.ok(error instanceof aws.InternalServerException, `${error}`)
      assert.match(error.message, /HTTP\/1\.1 endpoint/)
      assert.equal(stage.upstream.requests.length, before)
    })

    promises('a bearer key of the caller goes through where Strait holds none', async (stage) => {
      const options = { door: '/bedrock-open', token: { token: AWS.bearer.caller } }
      const { request } = await seen(stage, () => withBedrock(stage, (client) => client.send(converse()), options))
      assert.equal(request.header('authorization'), `Bearer ${AWS.bearer.caller}`)
    })

    promises('a bearer key that Strait holds takes the place of what the caller signed', async (stage) => {
      const options = { door: '/bedrock-key' }
      const { request } = await seen(stage, () => withBedrock(stage, (client) => client.send(converse()), options))
      assert.deepEqual(request.headerAll('authorization'), [`Bearer ${AWS.bearer.held}`])
      const rest = ['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']
      for (const name of rest) assert.equal(request.header(name), undefined, name)
      gotNoneOfTheCaller(request)
    })
  })

  describe('bedrock, with access keys', () => {
    const { promises } = use(bedrockLocked)

    promises('BedrockRuntimeClient shows a key of Strait as its bearer token', async (stage) => {
      for (const handler of handlers) {
        const options = { handler, token: { token: KEYS.strait } }
        const { request } = await seen(stage, () => withBedrock(stage, (client) => client.send(converse()), options))
        signedBy(request, AWS.held.secretAccessKey)
        assert.ok(!request.rawHead.toString('latin1').includes(KEYS.strait))
      }
    })

    promises('BedrockRuntimeClient without a key of Strait raises AccessDeniedException', async (stage) => {
      const before = stage.upstream.requests.length
      const error = await failure(withBedrock(stage, (client) => client.send(converse())))
      assert.ok(error instanceof aws.AccessDeniedException, `${error}`)
      assert.equal(stage.upstream.requests.length, before)
    })
  })
})
