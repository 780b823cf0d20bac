export const PREFIX = 'x-portkey-'

/** The header of a control; `name` is what stands behind the prefix. */
export function headerOf(name: string): string {
  return PREFIX + name
}

/** Where the request goes. Any of these, on any path, is a clearer sign than the path. */
export const STEERING = ['provider', 'config', 'custom-host', 'virtual-key'] as const

/** Guardrails that the caller counts on. Skipping them in silence would let through what they are there to stop. */
export const GUARDING = [
  'default-input-guardrails',
  'default-output-guardrails',
  'input-guardrails',
  'output-guardrails',
  'guardrails',
] as const
