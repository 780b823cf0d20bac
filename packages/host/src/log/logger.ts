export const levels = ['debug', 'info', 'warn', 'error', 'off'] as const
export type Level = (typeof levels)[number]

export interface Logger {
  readonly level: Level
  log(level: Exclude<Level, 'off'>, message: string, fields?: Record<string, unknown>): void
}

export interface LoggerOptions {
  readonly level: Level
  readonly format: 'json' | 'pretty'
  readonly write: (line: string) => void
  readonly now?: () => number
}

export function enabled(logger: { level: Level }, level: Exclude<Level, 'off'>): boolean {
  return levels.indexOf(level) >= levels.indexOf(logger.level)
}

/** One line per event: JSON for machines, columns for a person at a terminal. */
export function createLogger({ level, format, write, now = Date.now }: LoggerOptions): Logger {
  const logger: Logger = {
    level,
    log(at, message, fields) {
      if (enabled(logger, at)) write(lineOf({ format, now }, at, message, fields))
    },
  }
  return logger
}

type Fields = Record<string, unknown>

export function lineOf(
  { format, now = Date.now }: Pick<LoggerOptions, 'format' | 'now'>,
  level: string,
  message: string,
  fields: Fields = {},
): string {
  const render = format === 'json' ? asJson : asText
  return render(new Date(now()).toISOString(), level, message, fields)
}

function asJson(time: string, level: string, message: string, fields: Fields): string {
  return `${JSON.stringify({ time, level, message, ...fields })}\n`
}

function asText(time: string, level: string, message: string, fields: Fields): string {
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${time.slice(11, 23)} ${level.padEnd(5)} ${[message, ...rest].join('  ')}\n`
}
