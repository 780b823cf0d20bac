import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type App, type RuntimeName, startApp, startUpstream, type Upstream } from '@strait/testkit'
import { provider } from '../sdk/provider/provider.ts'
import { type Block, ROOT } from './blocks.ts'
import { KEYS, served, substituted } from './substitutes.ts'

/** One page of the docs as a reader would follow it, from top to bottom, with one app. */
export class PageRun {
  readonly #runtime: RuntimeName
  readonly #directory = mkdtempSync(join(tmpdir(), 'strait-docs-'))
  #upstream: Upstream | undefined
  #app: App | undefined
  #output = ''

  constructor(runtime: RuntimeName) {
    this.#runtime = runtime
    // What a reader takes for a failure is one here: curl alone is content with any answer.
    writeFileSync(join(this.#directory, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n')
  }

  async begin(): Promise<void> {
    this.#upstream = await startUpstream({ script: provider })
  }

  async follow(block: Block): Promise<void> {
    const { language, marks, text } = block
    if (marks.has('shows')) this.#shows(block)
    else if (language === 'yaml' && marks.has('serve')) {
      writeFileSync(join(this.#directory, 'strait.yaml'), text)
      await this.#serve(served(text, this.#upstream?.url ?? ''))
    } else if (language === 'sh' && marks.has('run')) {
      await this.#run(block, ['sh', '-e', '-c', await this.#here(text)])
    } else if (language === 'js' && marks.has('run')) {
      // Resolved beside the SDKs that this workspace has.
      const args = ['--input-type=module', '-e', await this.#here(text)]
      await this.#run(block, [process.execPath, ...args], join(ROOT, 'test'))
    }
  }

  async end(): Promise<void> {
    await this.#app?.stop()
    await this.#upstream?.close()
    rmSync(this.#directory, { recursive: true, force: true })
    assert.deepEqual(this.#upstream?.errors ?? [], [])
  }

  async #here(text: string): Promise<string> {
    // Without a config of its own a page gets the built-in providers.
    const { url } = this.#app ?? (await this.#serve(served('', this.#upstream?.url ?? '')))
    return substituted(text, url)
  }

  async #serve(config: string): Promise<App> {
    await this.#app?.stop()
    this.#app = await startApp(this.#runtime, { config, env: KEYS })
    return this.#app
  }

  async #run(
    { page, line, marks }: Block,
    command: readonly [string, ...string[]],
    cwd = this.#directory,
  ): Promise<void> {
    const { status, stdout, stderr } = await runCommand(command, cwd, {
      PATH: `${dirname(process.execPath)}:${ROOT}node_modules/.bin:${process.env['PATH']}`,
      HOME: this.#directory,
      CURL_HOME: this.#directory,
      ...KEYS,
    })
    this.#output = stdout + stderr
    const said = `${page}:${line} ended with ${status}:\n${this.#output}`
    if (marks.has('fails')) assert.notEqual(status, 0, said)
    else assert.equal(status, 0, said)
  }

  /** Every line that the page shows stands in what came; `…` is for whatever may differ. */
  #shows({ page, line, text }: Block): void {
    const squeezed = this.#output.replace(/\s+/g, ' ')
    for (const shown of text.split('\n').filter((each) => each.trim() !== '')) {
      const parts = shown.split('…').map((part) => literally(part.trim().replace(/\s+/g, ' ')))
      assert.match(squeezed, new RegExp(parts.join('.*')), `${page}:${line} shows what did not come:\n${this.#output}`)
    }
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

type Ran = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>

/** Not spawnSync: the upstream lives in this process and has to answer meanwhile. */
function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
    const ran = { status: null as number | null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ran.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ran.stderr += text
    })
    child.once('error', reject)
    child.once('close', (status) => resolve({ ...ran, status }))
  })
}
