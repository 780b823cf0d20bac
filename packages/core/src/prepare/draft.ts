import type { UpstreamRequest } from '../runtime.ts'

/** The upstream's request while it is being made: filled in place, so that each step costs no copy of the whole. */
export type Draft = { -readonly [member in keyof UpstreamRequest]: UpstreamRequest[member] } & { headers: string[] }
