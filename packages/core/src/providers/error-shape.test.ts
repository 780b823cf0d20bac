import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { errorShapeOf } from './error-shape.ts'
import type { ErrorShape } from './provider.ts'

const rows: readonly (readonly [target: string, headers: readonly string[], shape: ErrorShape])[] = [
  ['/v1/chat/completions', [], 'openai'],
  ['/v1/models?limit=2', [], 'openai'],
  ['/v1/messages', [], 'anthropic'],
  ['/v1/models', ['anthropic-version', '2026-10-21'], 'anthropic'],
  ['/v1/models/m:generateContent', [], 'gemini'],
  ['/v1beta/models/m:streamGenerateContent?alt=sse', [], 'gemini'],
  ['/v1beta1/projects/p/locations/l/publishers/anthropic/models/m:rawPredict', [], 'anthropic'],
  ['/model/m/converse', [], 'aws'],
  ['/v2/chat', [], 'plain'],
  // Behind a provider's name, or a name that may be a closed door.
  ['/anthropic/v1/messages', [], 'anthropic'],
  ['/anthropic/nothing', [], 'anthropic'],
  ['/openai', [], 'openai'],
  ['/gemini/v1beta/openai/chat/completions', [], 'openai'],
  ['/genai_passthrough/v1/models/m:generateContent', [], 'gemini'],
  ['/anthropic_passthrough/v1/messages', [], 'anthropic'],
  ['/azure_passthrough/openai/deployments/d/chat/completions', [], 'openai'],
  ['/team-a/v1/messages', [], 'anthropic'],
  // Nothing but the SDK's own headers.
  ['/x', ['anthropic-version', '2023-06-01', 'x-stainless-lang', 'python'], 'anthropic'],
  ['/x', ['x-goog-api-client', 'google-genai-sdk/3.4.0'], 'gemini'],
  ['/x', ['x-goog-api-key', 'k'], 'gemini'],
  ['/x', ['authorization', 'AWS4-HMAC-SHA256 Credential=a'], 'aws'],
  ['/x', ['amz-sdk-invocation-id', '1'], 'aws'],
  ['/x', ['x-stainless-lang', 'js'], 'openai'],
  ['/x', [], 'plain'],
  ['/', [], 'plain'],
  ['', [], 'plain'],
  ['*', [], 'plain'],
  ['http://gateway.test/v1/messages?x', [], 'anthropic'],
  ['http://gateway.test', [], 'plain'],
]

test("errorShapeOf() speaks the caller's dialect before anything has matched", () => {
  for (const [target, headers, shape] of rows) {
    assert.equal(errorShapeOf(target, new Fields(headers)), shape, `${target} ${headers.join(' ')}`)
  }
})
