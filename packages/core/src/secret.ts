const values = new WeakMap<Secret, string>()

/**
 * A credential. Every way of printing it gives `[secret]`; only `reveal()` gives the value, and only
 * `prepare/credentials.ts` and the transports call it.
 */
export class Secret {
  readonly label: string

  /** `label` says where it came from ("env OPENAI_API_KEY"), never what it is. */
  constructor(value: string, label: string) {
    this.label = label
    values.set(this, value)
  }

  reveal(): string {
    return values.get(this) as string
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  /** Node, Bun and Deno print objects through these. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }

  [Symbol.for('Deno.customInspect')](): string {
    return '[secret]'
  }
}
