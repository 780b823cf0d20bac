import { createEdge } from '@strait/host/edge'

/**
 * For `deno serve` and Deno Deploy: a default export with `fetch` and nothing else. The config stands in
 * `STRAIT_CONFIG`. A config that can't be used ends the start with its problems.
 */
const pending = new Set<Promise<unknown>>()

const handle = await createEdge({
  env: (name) => Deno.env.get(name),
  environment: Deno.env.toObject(),
  readFile,
  defer(promise) {
    pending.add(promise)
    void promise.finally(() => pending.delete(promise))
  },
})

function readFile(path: string) {
  try {
    return { kind: 'ok', text: Deno.readTextFileSync(path) } as const
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.name : 'it could not be read' } as const
  }
}

export default {
  fetch: (request: Request, info?: Deno.ServeHandlerInfo) => handle(request, addressOf(info)),
}

function addressOf(info: Deno.ServeHandlerInfo | undefined): string {
  const address = info?.remoteAddr
  return address !== undefined && 'hostname' in address ? address.hostname : ''
}
