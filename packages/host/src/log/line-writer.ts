import type { Output } from './output.ts'

/** Characters that wait for the output at most. What a reader leaves there is memory. */
const MOST = 4 * 1024 * 1024
/** Characters of one write, a line more or less: as many are lost where it fails. */
const AT_ONCE = 64 * 1024

interface Entry {
  readonly text: string
  /** How many lines are lost where it is. */
  readonly lines: number
}

/**
 * Lines to an output that may be full, slow or gone. Nobody waits for it and nothing fails by it: what it does not take
 * is lost, and the next line that it does take is preceded by one that says how many were.
 */
export class LineWriter {
  readonly #output: Output
  /** The line that tells of so many lost ones. */
  readonly #notice: (lost: number) => string
  #waiting: Entry[] = []
  /** Characters that wait, those of the write under way among them. */
  #held = 0
  #lost = 0
  #writing = false
  /** The last write failed: it may have ended inside a line. */
  #torn = false
  #flushed: (() => void)[] = []

  constructor(output: Output, notice: (lost: number) => string) {
    this.#output = output
    this.#notice = notice
  }

  write(line: string): void {
    if (this.#held + line.length > MOST) {
      this.#lost++
      return
    }
    this.#tell()
    this.#add({ text: line, lines: 1 })
    this.#next()
  }

  /** Until nothing waits, but no longer than `ms`. */
  async flush(ms: number): Promise<void> {
    if (!this.#writing) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#flushed.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #add(entry: Entry): void {
    this.#waiting.push(entry)
    this.#held += entry.text.length
  }

  /** Where the gap is. */
  #tell(): void {
    if (this.#lost === 0) return
    this.#add({ text: this.#notice(this.#lost), lines: this.#lost })
    this.#lost = 0
  }

  #next(): void {
    if (this.#writing) return
    const entries = this.#take()
    if (entries.length === 0) {
      for (const resolve of this.#flushed.splice(0)) resolve()
      return
    }
    this.#writing = true
    const text = entries.map((entry) => entry.text).join('')
    this.#output(this.#torn ? `\n${text}` : text, (error) => this.#wrote(entries, text.length, error))
  }

  #take(): Entry[] {
    let characters = 0
    const end = this.#waiting.findIndex(({ text }) => {
      characters += text.length
      return characters >= AT_ONCE
    })
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end + 1)
  }

  #wrote(entries: readonly Entry[], characters: number, error: unknown): void {
    this.#writing = false
    this.#held -= characters
    this.#torn = error !== undefined
    if (this.#torn) for (const { lines } of entries) this.#lost += lines
    // It takes lines: there may come none for a long time to say it with.
    else if (this.#waiting.length === 0) this.#tell()
    this.#next()
  }
}
