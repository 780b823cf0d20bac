import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../web/bytes.ts'
import { brokeOff } from './broke-off.ts'

const JSON_TYPE = 'application/json; charset=utf-8'
const SSE = 'text/event-stream'

test('brokeOff() sees an error behind a head that says 200', () => {
  const rows: [type: string, body: string, broke: boolean][] = [
    [SSE, 'data: {"id":1}\n\ndata: [DONE]\n\n', false],
    [SSE, 'event: message_start\ndata: {}\n\nevent: error\ndata: {"type":"error"}\n\n', true],
    [SSE, 'event:error\r\ndata: {}\r\n\r\n', true],
    [SSE, 'data: {"id":1}\n\ndata: {"error":{"message":"overloaded"}}\n\n', true],
    [SSE, 'data: {"id":1}\r\n\r\ndata: {"error": "overloaded"}\r\n\r\n', true],
    [SSE, 'event: response.failed\ndata: {}\n\n', true],
    [SSE, 'data: {"choices":[{"delta":{"content":"event: error\\n{\\"error\\":{}"}}]}\n\n', false],
    [SSE, 'data: {"error":null}\n\n', false],
    ['application/x-ndjson', '{"response":"a"}\n{"error":"out of memory"}\n', true],
    ['application/x-ndjson', '{"response":"a"}\n{"done":true}\n', false],
    ['application/vnd.amazon.eventstream', '\x00\x0f:exception-type\x07\x00\x0bthrottling', true],
    [JSON_TYPE, '{"error":{"message":"x"}}', true],
    [JSON_TYPE, '{"id":"resp_1","error":null}', false],
    [JSON_TYPE, '{"choices":[{"error":{}}]}', false],
    [JSON_TYPE, '{"choices":[', true],
    [JSON_TYPE, '[1]', false],
    ['text/plain', '{"error":{}}', false],
  ]
  for (const [type, body, broke] of rows) assert.equal(brokeOff(['content-type', type], utf8(body)), broke, body)
  assert.equal(brokeOff(['content-type', JSON_TYPE, 'content-encoding', 'gzip'], utf8('{"error":{}}')), false)
})
