import { bedrock } from './bedrock.ts'
import { call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

const arn = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.x'

testProvider(bedrock, [
  // boto3 escapes the id, the anthropic package does not.
  call('POST /model/anthropic.claude-v1%3A0/converse', 'chat', { model: 'anthropic.claude-v1:0', stream: false }),
  call('POST /model/anthropic.claude-v1:0/invoke', 'chat', { model: 'anthropic.claude-v1:0', stream: false }),
  call('POST /model/x/converse-stream', 'chat', { model: 'x', stream: true }),
  call('POST /model/x/invoke-with-response-stream', 'chat', { model: 'x', stream: true }),
  call(`POST /model/${encodeURIComponent(arn)}/converse`, 'chat', { model: arn, stream: false }),
  call(`POST /model/${arn}/converse`, 'chat', { model: arn, stream: false }),
  call('POST /model/amazon.titan-embed-text-v2%3A0/invoke', 'embeddings', {
    model: 'amazon.titan-embed-text-v2:0',
    stream: false,
  }),
  call('POST /model/us.cohere.embed-v4:0/invoke', 'embeddings', { model: 'us.cohere.embed-v4:0', stream: false }),
  call('POST /model/cohere.rerank-v3-5:0/invoke', 'rerank', { model: 'cohere.rerank-v3-5:0', stream: false }),
  call('POST /model/stability.sd3/invoke', 'image', { model: 'stability.sd3', stream: false }),
  call('POST /model/x/count-tokens', 'count_tokens', { model: 'x', stream: false }),
  call('GET /async-invoke', 'batches'),
  call('POST /guardrail/g/version/1/apply', 'moderation'),
  call('POST /openai/v1/chat/completions', 'chat'),
  streams('POST /model/x/converse-stream', 'always'),
  streams('POST /model/x/converse', 'never'),
  error('POST /model/x/converse', 'aws'),
  error('POST /openai/v1/chat/completions', 'openai'),
  foreign('authorization: AWS4-HMAC-SHA256 Credential=callers'),
  foreign('x-amz-security-token: callers'),
  foreign('?X-Amz-Signature=callers'),
  held('ABSKheld', 'authorization: Bearer ABSKheld'),
  held('bedrock-api-key-held', 'authorization: Bearer bedrock-api-key-held'),
  fits('ABSKx'),
  odd('AKIDEXAMPLE'),
])
