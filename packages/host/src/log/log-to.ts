import { LineWriter } from './line-writer.ts'
import { createLogger, type Logger, lineOf } from './logger.ts'
import type { Output } from './output.ts'
import type { LogSettings } from './settings.ts'

export interface OpenLog {
  readonly logger: Logger
  /** Until every line is out, but no longer than `ms`. */
  flush(ms: number): Promise<void>
}

/** The log of a process. An output that does not take it costs lines, which it counts, and never a request. */
export function logTo(output: Output, settings: LogSettings): OpenLog {
  const lines = new LineWriter(output, (lost) =>
    lineOf(settings, 'warn', `${lost} ${lost === 1 ? 'line' : 'lines'} of the log could not be written`, { lost }),
  )
  const logger = createLogger({ ...settings, write: (line) => lines.write(line) })
  return { logger, flush: (ms) => lines.flush(ms) }
}
