import { importNames, nearestWord } from '@strait/config'

export type Command =
  | { readonly kind: 'serve'; readonly options: Options }
  | { readonly kind: 'check'; readonly file: string | undefined; readonly options: Options }
  | { readonly kind: 'init'; readonly file: string }
  | { readonly kind: 'import'; readonly name: string; readonly file: string; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string }

export interface Options {
  readonly config?: string
  readonly envFile?: string
  readonly log?: string
  readonly debug?: boolean
  readonly acceptUnenforced?: readonly string[]
}

/** Flags with a value, by what users type. */
const VALUED: Record<string, 'config' | 'envFile' | 'log'> = {
  '--config': 'config',
  '-c': 'config',
  '--env-file': 'envFile',
  '--log': 'log',
}

/** The second as another gateway spells it. */
const DEBUG: ReadonlySet<string> = new Set(['--debug', '--detailed_debug'])
const ACCEPT = '--accept-unenforced'

const FLAGS = [...Object.keys(VALUED), ACCEPT, '--debug', '--help', '-h', '--version', '-v']
const COMMANDS = ['serve', 'check', 'routes', 'init', 'import', 'help', 'version']

/** Reads the command line. Anything it does not know is wrong, with the nearest word it knows. */
export function parseArgs(args: readonly string[]): Command {
  const options: { config?: string; envFile?: string; log?: string; debug?: boolean; acceptUnenforced?: string[] } = {}
  const words: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const [flag, inline] = splitFlag(arg)
    const valued = VALUED[flag]
    if (valued !== undefined || flag === ACCEPT) {
      const value = inline ?? args[++i]
      if (value === undefined || value === '') return wrong(`${flag} needs a value, e.g. ${flag} ${example(flag)}`)
      if (valued === undefined) options.acceptUnenforced = [...(options.acceptUnenforced ?? []), value]
      else options[valued] = value
    } else if (DEBUG.has(flag)) options.debug = true
    else if (flag === '--help' || flag === '-h') return { kind: 'help' }
    else if (flag === '--version' || flag === '-v') return { kind: 'version' }
    else if (arg.startsWith('-')) return wrong(`unknown flag ${flag}${hint(flag, FLAGS)}`)
    else words.push(arg)
  }
  return commandOf(words, options)
}

function commandOf([word = 'serve', file, ...more]: readonly string[], options: Options): Command {
  if (word === 'import') return importOf(file, more, options)
  if (more.length > 0) return wrong(`too many arguments: ${more.join(' ')}`)
  switch (word) {
    case 'serve':
      return file === undefined
        ? { kind: 'serve', options }
        : wrong(`serve takes no argument; did you mean --config ${file}?`)
    case 'check':
    case 'routes':
      return { kind: 'check', file, options }
    case 'init':
      return { kind: 'init', file: file ?? 'strait.yaml' }
    case 'help':
      return { kind: 'help' }
    case 'version':
      return { kind: 'version' }
    default:
      if (/\.(ya?ml|json)$/.test(word)) return wrong(`unknown command ${word}; did you mean --config ${word}?`)
      return wrong(`unknown command ${word}${hint(word, COMMANDS)}`)
  }
}

function importOf(name: string | undefined, [file, ...more]: readonly string[], options: Options): Command {
  const names = [...importNames.keys()]
  if (name === undefined || file === undefined) return wrong(`import needs a name (${names.join(', ')}) and a file`)
  if (!importNames.has(name)) return wrong(`there is no import of ${name}: ${names.join(', ')}${hint(name, names)}`)
  if (more.length > 0) return wrong(`too many arguments: ${more.join(' ')}`)
  return { kind: 'import', name, file, options }
}

function splitFlag(arg: string): [flag: string, value: string | undefined] {
  const at = arg.startsWith('--') ? arg.indexOf('=') : -1
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}

function example(flag: string): string {
  if (flag === ACCEPT) return 'max_budget'
  return flag === '--log' ? 'info' : flag === '--env-file' ? '.env' : 'strait.yaml'
}

function wrong(message: string): Command {
  return { kind: 'wrong', message }
}

function hint(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}
