import process from 'node:process'
import { compilePlan } from '@strait/config/compile'
import { environment, findConfig } from '../config-source.ts'
import { checkExposure, isLoopback } from '../exposure.ts'
import { addressFromEnv } from '../listen-address.ts'
import { loadConfigFrom } from '../load-plan.ts'
import { egressProxies } from '../proxy/egress-proxies.ts'
import { version } from '../version.ts'
import type { Options } from './parse-args.ts'
import { formatTable } from './table.ts'

/** `strait check FILE`: everything that a start would judge, and the routes as a table. Opens nothing. */
export async function check(file: string | undefined, options: Options): Promise<void> {
  const variables = await environment(options)
  const env = (name: string) => variables[name]
  const source = await findConfig(file === undefined ? options : { ...options, config: file }, env)
  const { config, warnings, foreign, notes } = await loadConfigFrom(source, env, options.acceptUnenforced ?? [])
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
  const proxies = egressProxies(config, env).warnings
  for (const { file, title } of foreign) process.stdout.write(`reading ${file} as ${title}\n\n`)
  const rows = table.map(({ path, when, methods, to, key }) => [when ? `${path} ${when}` : path, methods, to, key])
  process.stdout.write(formatTable(['PATH', 'METHODS', 'TO', 'CREDENTIAL'], rows))
  if (notes.length > 0) process.stdout.write(`\n${notes.map((note) => `note: ${note}\n`).join('')}`)
  for (const warning of [...warnings, ...proxies.map((each) => `${each}\n`)])
    process.stdout.write(`\nwarning: ${warning}`)
  process.stdout.write(`\n${source.kind === 'file' ? source.file : source.why}: ok\n`)
}
