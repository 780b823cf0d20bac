import process from 'node:process'
import { compilePlan } from '@strait/config/compile'
import { environment, findConfig } from '../config-source.ts'
import { checkExposure, isLoopback } from '../exposure.ts'
import { addressFromEnv } from '../listen-address.ts'
import { loadConfigFrom } from '../load-plan.ts'
import { version } from '../version.ts'
import type { Options } from './parse-args.ts'
import { formatTable } from './table.ts'

/** `strait check FILE`: everything that a start would judge, and the routes as a table. Opens nothing. */
export async function check(file: string | undefined, options: Options): Promise<void> {
  const variables = await environment(options)
  const env = (name: string) => variables[name]
  const source = await findConfig(file === undefined ? options : { ...options, config: file }, env)
  const { config, warnings } = await loadConfigFrom(source, env)
  const listen = config.listen?.map(({ address, tls }) => ({ ...address, tls })) ?? [
    { ...addressFromEnv(env), tls: undefined },
  ]
  const loopback = listen.every(({ hostname }) => isLoopback(hostname))
  const { table } = await compilePlan({ config, version, loopback, observers: [], tracer: undefined, wire: undefined })
  checkExposure({
    config,
    listen: listen.map(({ hostname, port, tls }) => ({
      hostname,
      port,
      doors: undefined,
      tls: tls === undefined ? undefined : { cert: '', key: '', clientCa: tls.client_ca },
    })),
  })
  const rows = table.map(({ path, methods, to, key }) => [path, methods, to, key])
  process.stdout.write(formatTable(['PATH', 'METHODS', 'TO', 'CREDENTIAL'], rows))
  for (const warning of warnings) process.stdout.write(`\nwarning: ${warning}`)
  process.stdout.write(`\n${source.kind === 'file' ? source.file : source.why}: ok\n`)
}
