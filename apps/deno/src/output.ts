import type { Output, OutputName } from '@strait/host'

/**
 * `process.stdout` of Deno holds everything up while nobody reads a pipe, throws where a disk is full, and takes nothing
 * more then. This does none of it. One write at a time: who writes again before the end of the last one mixes the two.
 */
export function output(name: OutputName): Output {
  const to = Deno[name]
  const encoder = new TextEncoder()
  return (text, done) => {
    writeAll(to, encoder.encode(text)).then(() => done(), done)
  }
}

async function writeAll(to: typeof Deno.stdout, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += await to.write(bytes.subarray(at))
}
