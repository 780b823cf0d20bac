import type { Environment } from './config-source.ts'
import { StartError } from './start-error.ts'

export const DEFAULT_HOST = '127.0.0.1'
export const DEFAULT_PORT = 8787

/** HOST and PORT, where the config has no `listen`. */
export function addressFromEnv(env: Environment): { hostname: string; port: number; used: string[] } {
  const host = env('HOST')
  const port = env('PORT')
  const used = [...(host ? [`HOST=${host}`] : []), ...(port ? [`PORT=${port}`] : [])]
  return { hostname: host || DEFAULT_HOST, port: port ? parsePort(port) : DEFAULT_PORT, used }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new StartError(`strait: PORT is "${text}", but a port is a number from 0 to 65535`, 2)
}
