import { GatewayError, local, type Sender } from '@strait/core'
import type { ProviderEntry } from './provider-entries.ts'

/** Known, and not to be had yet: whoever calls it is told so, behind the same door and key. */
export function adapterSender(adapter: string): Sender {
  const detail = `This route needs the adapter ${adapter}, and adapters are not part of this version.`
  return local(() => {
    throw new GatewayError('adapter_unsupported', { detail })
  })
}

/** It lacks an address, and says what to write. */
export function unconfigured({ provider }: ProviderEntry): Sender {
  return local(() => {
    throw new GatewayError('provider_unconfigured', { detail: provider.setup })
  })
}
