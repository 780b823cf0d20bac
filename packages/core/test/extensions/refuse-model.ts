import type { AdmitRule } from '../../src/index.ts'

/** A policy that looks at the first 64 kB of the body and refuses a model by name. */
export function refuseModel(model: string): AdmitRule {
  return {
    name: 'refuse-model',
    async check(exchange) {
      const { bytes } = await exchange.body.peek(64 * 1024)
      const text = new TextDecoder().decode(bytes.subarray(0, 64 * 1024))
      if (!text.includes(`"model":"${model}"`)) return { kind: 'allow' }
      return { kind: 'refuse', code: 'not_admitted', detail: `The model ${model} is not allowed here.` }
    },
  }
}
