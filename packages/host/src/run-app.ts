import { access, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { initText } from '@strait/config'
import type { App } from './app.ts'
import { help } from './cli/help.ts'
import { parseArgs } from './cli/parse-args.ts'
import { serve } from './serve.ts'
import { StartError } from './start-error.ts'
import { version } from './version.ts'

const USAGE = 2

/** The program: what the command line asks for, on the runtime that the app brings. */
export async function runApp(app: App): Promise<void> {
  try {
    await run(app)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message.trimEnd()}\n`)
    process.exit(error.exitCode)
  }
}

async function run(app: App): Promise<void> {
  const command = parseArgs(process.argv.slice(2))
  switch (command.kind) {
    case 'serve':
      return serve(app, command.options)
    case 'check':
      return (await import('./cli/check.ts')).check(command.file, command.options)
    case 'init':
      return init(command.file)
    case 'import':
      return (await import('./cli/import.ts')).importFile(command.name, command.file, command.options)
    case 'help':
      process.stdout.write(help)
      return
    case 'version':
      process.stdout.write(`strait ${version} (${app.name} ${app.version})\n`)
      return
    case 'wrong':
      throw new StartError(`strait: ${command.message}\nRun strait --help for what there is.`, USAGE)
    default:
      command satisfies never
  }
}

async function init(file: string): Promise<void> {
  const there = await access(file).then(
    () => true,
    () => false,
  )
  if (there) throw new StartError(`strait: ${file} is there already; nothing was written`, 1)
  await writeFile(file, initText())
  process.stdout.write(`wrote ${file}\nTry: strait check ${file} && strait --config ${file}\n`)
}
