import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import type { CreateOptions } from './telemetry.ts'

/** Who sends: the SDK's own attributes, ours, and what OTEL_RESOURCE_ATTRIBUTES adds. */
export function createResource({ service, version, resource }: CreateOptions): Resource {
  const ours = {
    ...(version === undefined ? {} : { 'service.version': version }),
    ...resource,
    'service.name': service,
  }
  return defaultResource().merge(resourceFromAttributes(ours))
}
