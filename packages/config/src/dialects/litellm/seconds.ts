/** LiteLLM's one number holds for each phase of a call by itself. */
export const PHASES = ['connect', 'first_byte', 'idle'] as const

export function inSeconds(value: number): string {
  return Number.isInteger(value) ? `${value}s` : `${Math.round(value * 1000)}ms`
}
