export type LogLine = Readonly<Record<string, unknown>>

/** Picks the JSON lines out of an output as it grows, each parsed once however often the list is asked for. */
export class LogLines {
  readonly #into: LogLine[]
  #rest = ''

  constructor(into: LogLine[]) {
    this.#into = into
  }

  push(text: string): void {
    const whole = `${this.#rest}${text}`.split('\n')
    this.#rest = whole.pop() ?? ''
    for (const line of whole) {
      if (!line.startsWith('{')) continue
      try {
        this.#into.push(JSON.parse(line) as LogLine)
      } catch {
        // A line that only looks like JSON is plain output.
      }
    }
  }
}
