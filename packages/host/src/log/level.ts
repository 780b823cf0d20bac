import type { Config } from '@strait/config'
import type { Options } from '../cli/parse-args.ts'
import type { Environment } from '../config-source.ts'
import { StartError } from '../start-error.ts'
import { type Level, levels } from './logger.ts'

/** The flag wins over STRAIT_LOG, which wins over the config; `--debug` is `--log debug`. */
export function logLevel(options: Options, env: Environment, { log }: Config): Level {
  const named = options.debug === true ? 'debug' : (options.log ?? env('STRAIT_LOG'))
  if (named === undefined || named === '') return log.level
  const found = levels.find((level) => level === named.toLowerCase())
  if (found !== undefined) return found
  const where = options.log === undefined ? 'STRAIT_LOG' : '--log'
  throw new StartError(`strait: ${where} is "${named}", but a log level is one of ${levels.join(', ')}`, 2)
}
