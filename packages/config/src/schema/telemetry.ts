import { nameKey } from './headers.ts'
import { ok, wrong } from './leaf.ts'
import { fieldValue } from './secret-value.ts'
import { mapOf, members, optional, required } from './shape.ts'
import { url } from './url.ts'
import { number, text } from './values.ts'

const serviceName = text<string>({
  expected: 'a name',
  read: (value) =>
    /^[^\x00-\x1f\x7f]{1,255}$/.test(value)
      ? ok(value)
      : wrong('up to 255 characters, none of them a control character'),
})

export const telemetry = members('telemetry', {
  otlp: required(url, 'Where traces go: the base of an OTLP/HTTP collector, without `/v1/traces`.'),
  headers: optional(
    mapOf('a map of header name → value', nameKey, fieldValue),
    'Headers for the collector, like its API key.',
  ),
  sample: optional(
    number({ min: 0, max: 1, integer: false, expected: 'a number from 0 to 1' }),
    'Share of the traces that begin here and are recorded. A trace that a caller began keeps its decision. Default: what `OTEL_TRACES_SAMPLER` says, else all.',
  ),
  service: optional(
    serviceName,
    'What traces call this service (`service.name`). Default: `OTEL_SERVICE_NAME`, else `strait`.',
  ),
})
