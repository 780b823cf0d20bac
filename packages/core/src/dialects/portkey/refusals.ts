import { GatewayError } from '../../errors.ts'

/** Whoever speaks this dialect reads OpenAI's errors, whatever the path is. `where` names the header, never its value. */
export function badControl(where: string, says: string): GatewayError {
  return new GatewayError('bad_control_header', { detail: `${where}: ${says}.`, shape: 'openai' })
}

/** Understood, and not built: better said than skipped. */
export function notBuilt(where: string): GatewayError {
  return new GatewayError('config_unsupported', {
    detail: `${where} is not built yet, so the request was not sent. Leave it out, or do without it here.`,
    shape: 'openai',
  })
}

export function hostWithHeldKey(where: string): GatewayError {
  return new GatewayError('host_with_held_key', {
    detail: `${where} chooses where the request goes, and the gateway's own credential for this provider would go along. Leave ${where} out, or name a provider whose key you bring yourself.`,
    shape: 'openai',
  })
}
