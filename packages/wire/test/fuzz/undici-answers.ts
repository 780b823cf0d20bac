import { createServer, type Socket } from 'node:net'
import type { Dispatcher } from 'undici-real'
import { bytesOf, latin1 } from '../listen.ts'
import type { Mutant } from './mutants.ts'

/** What an answer means to whoever asked. */
export interface Meaning {
  readonly interim: readonly number[]
  readonly status: number | undefined
  readonly reason: string
  readonly headers: readonly string[]
  readonly body: string
  /** Undefined where the answer was refused or cut. */
  readonly trailers: readonly string[] | undefined
  readonly error: string | undefined
}

export interface UndiciAnswers {
  understand(mutant: Mutant): Promise<Meaning>
  close(): Promise<void>
}

/** undici over real sockets: each request has a connection of its own, which answers with given bytes and ends. */
export async function openUndici(): Promise<UndiciAnswers> {
  const { Agent } = await import('undici-real')
  const answers = new Map<number, string>()
  let last = 0
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    let head = ''
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1')
      if (!head.endsWith('\r\n\r\n')) return
      const number = Number(/^\S+ \/(\d+) /.exec(head)?.[1])
      socket.end(bytesOf(answers.get(number) ?? ''))
    })
    // undici resets a connection whose answer it refuses.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  const agent = new Agent({ pipelining: 1, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 16_384 })

  return {
    understand: ({ method, bytes }) => {
      const number = ++last
      answers.set(number, bytes)
      return new Promise<Meaning>((resolve) => {
        const over = (meaning: Meaning): void => {
          answers.delete(number)
          resolve(meaning)
        }
        const options: Dispatcher.DispatchOptions = { origin, path: `/${number}`, method, reset: true }
        agent.dispatch(options, new Listener(over))
      })
    },
    close: async () => {
      await agent.destroy()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

class Listener implements Dispatcher.DispatchHandler {
  readonly #over: (meaning: Meaning) => void
  readonly #interim: number[] = []
  #status: number | undefined
  #reason = ''
  #headers: readonly string[] = []
  #body = ''

  constructor(over: (meaning: Meaning) => void) {
    this.#over = over
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, reason = ''): void {
    if (status < 200) {
      this.#interim.push(status)
      return
    }
    this.#status = status
    this.#reason = reason
    this.#headers = texts(controller.rawHeaders)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body += latin1(chunk)
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#tell(texts(controller.rawTrailers), undefined)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#tell(undefined, error.message)
  }

  #tell(trailers: readonly string[] | undefined, error: string | undefined): void {
    this.#over({
      interim: this.#interim,
      status: this.#status,
      reason: this.#reason,
      headers: this.#headers,
      body: this.#body,
      trailers,
      error,
    })
  }
}

function texts(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : latin1(part))) : []
}
