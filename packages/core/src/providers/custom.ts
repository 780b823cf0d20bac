import { bearer } from './bearer.ts'
import { compatibleOperations } from './compatible.ts'
import { googleOperations } from './google-shapes.ts'
import type { Provider } from './provider.ts'

/** Anything that speaks HTTP. Paths that look like a known API are read as such, for telemetry and error shapes. */
export const custom: Provider = {
  name: 'custom',
  title: 'Custom',
  credential: bearer,
  errors: 'plain',
  operations: [...googleOperations.map((rule) => ({ ...rule, errors: 'gemini' as const })), ...compatibleOperations],
  telemetryName: 'custom',
  setup:
    'A custom provider is known by its address. Write it in strait.yaml: ' +
    `providers: { NAME: { url: "https://HOST/PATH", key: "\${KEY}" } }`,
}
