import { providers } from '@strait/core/providers'
import type { Path } from '../../problem.ts'
import type { BifrostWork } from './work.ts'

/** Bifrost's names of providers that are called otherwise here: servers with OpenAI's paths. */
const NAMES: Readonly<Record<string, string>> = { sgl: 'vllm' }

/** The type here; `custom` for what is none of the built-in ones. */
export function typeOf(work: BifrostWork, from: Path, name: string): string {
  const base = work.value([...from, 'custom_provider_config', 'base_provider_type'])
  const word = typeof base === 'string' && base !== '' ? base.toLowerCase() : name
  const type = NAMES[word] ?? word
  return providers.has(type) ? type : 'custom'
}

/** Servers of one's own, which mostly ask for no key. */
export const KEYLESS: ReadonlySet<string> = new Set(['ollama', 'vllm'])
