import { members, withDefault } from './shape.ts'
import { size } from './size.ts'
import { positiveCount } from './values.ts'

/** Sizes and counts. Rates will be called `limits`. */
export const bounds = members('bounds', {
  body: withDefault(
    size,
    '2GB',
    'Body of a request; more is 413. Generous, since bodies are streamed and not held: uploads of video and batch files pass.',
  ),
  head: withDefault(size, '64kB', 'Header lines of a request together; more is 431.'),
  headers: withDefault(positiveCount, 200, 'Number of header lines of a request; more is 431.'),
  target: withDefault(size, '16kB', 'Path and query of a request; more is 414.'),
  answer_head: withDefault(size, '256kB', "Head of an upstream's answer; more is 502, and it is read no further."),
  concurrency: withDefault(positiveCount, 10_000, 'Requests under way at one time; more is 503 with `retry-after`.'),
  signed_body: withDefault(
    size,
    '25MB',
    'Body of a request that has to be signed (Bedrock) and is therefore held in memory; more is 413.',
  ),
  edited_body: withDefault(
    size,
    '25MB',
    'Body of a request in which something is changed (such as the model) and that is therefore held in memory; more is 413.',
  ),
  replay: withDefault(
    size,
    '4MB',
    'Body of a request that is held while it goes on its way, where a route could have to send it again. A larger one is sent once.',
  ),
  tree_depth: withDefault(
    positiveCount,
    6,
    'How deep targets may stand in each other in a config that a request brings along.',
  ),
  tree_targets: withDefault(positiveCount, 32, 'How many targets such a config may have.'),
  tree_attempts: withDefault(positiveCount, 8, 'How many attempts in all one request with such a config may cost.'),
})
