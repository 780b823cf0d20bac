import process from 'node:process'
import type { Config } from '@strait/config'
import type { Options } from '../cli/parse-args.ts'
import type { Environment } from '../config-source.ts'
import { StartError } from '../start-error.ts'
import { logLevel } from './level.ts'
import type { Level } from './logger.ts'

export interface LogSettings {
  readonly level: Level
  readonly format: 'json' | 'pretty'
}

/** Level and format of the process's own log: pretty on a terminal, JSON elsewhere, unless somebody says so. */
export function logSettings(options: Options, env: Environment, config: Config): LogSettings {
  const format = formatFrom(env) ?? config.log.format ?? (process.stdout.isTTY ? 'pretty' : 'json')
  return { level: logLevel(options, env, config), format }
}

function formatFrom(env: Environment): 'json' | 'pretty' | undefined {
  const text = env('STRAIT_LOG_FORMAT')
  if (text === undefined || text === '') return undefined
  if (text === 'json' || text === 'pretty') return text
  throw new StartError(`strait: STRAIT_LOG_FORMAT is "${text}", but a format is json or pretty`, 2)
}
