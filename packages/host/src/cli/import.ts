import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import process from 'node:process'
import { formatProblems } from '@strait/config'
import { importConfig } from '@strait/config/import'
import { environment, reason } from '../config-source.ts'
import { readConfigFile } from '../load-plan.ts'
import { StartError } from '../start-error.ts'
import type { Options } from './parse-args.ts'

/** `strait import NAME FILE`: the file as a strait.yaml on the standard output. Opens and writes nothing. */
export async function importFile(name: string, file: string, options: Options): Promise<void> {
  const variables = await environment(options)
  const source = resolve(file)
  let text: string
  try {
    text = await readFile(source, 'utf8')
  } catch (error) {
    throw new StartError(`strait: can't read ${file}: ${reason(error)}`, 2)
  }
  const accepted = options.acceptUnenforced
  const env = (variable: string) => variables[variable]
  const result = await importConfig(name, { text, source, env, readFile: readConfigFile, acceptUnenforced: accepted })
  if (result.kind === 'invalid') throw new StartError(formatProblems(result.problems), 2)
  process.stdout.write(result.text)
}
