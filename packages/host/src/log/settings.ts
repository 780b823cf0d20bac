import process from 'node:process'
import type { Config } from '@strait/config'
import type { Options } from '../cli/parse-args.ts'
import type { Environment } from '../config-source.ts'
import { StartError } from '../start-error.ts'
import { type Level, levels } from './logger.ts'

/** The flag wins over STRAIT_LOG, which wins over the config; `--debug` is `--log debug`. */
export function logSettings(
  options: Options,
  env: Environment,
  { log }: Config,
): { level: Level; format: 'json' | 'pretty' } {
  const named = options.debug === true ? 'debug' : (options.log ?? env('STRAIT_LOG'))
  const level =
    named === undefined || named === '' ? log.level : asLevel(named, options.log === undefined ? 'STRAIT_LOG' : '--log')
  return { level, format: format(env) ?? log.format ?? (process.stdout.isTTY ? 'pretty' : 'json') }
}

function asLevel(text: string, where: string): Level {
  const found = levels.find((level) => level === text.toLowerCase())
  if (found !== undefined) return found
  throw new StartError(`strait: ${where} is "${text}", but a log level is one of ${levels.join(', ')}`, 2)
}

function format(env: Environment): 'json' | 'pretty' | undefined {
  const text = env('STRAIT_LOG_FORMAT')
  if (text === undefined || text === '') return undefined
  if (text === 'json' || text === 'pretty') return text
  throw new StartError(`strait: STRAIT_LOG_FORMAT is "${text}", but a format is json or pretty`, 2)
}
