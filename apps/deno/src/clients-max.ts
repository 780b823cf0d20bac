import { readFileSync } from 'node:fs'

/**
 * How many clients may be connected: half of the files that the process may open, since a client mostly has a connection
 * to a provider behind it. Beyond that a connection is closed as soon as it is there. When none can be opened Deno's
 * server stops to accept for good, and nobody hears of it (2.9.5). Undefined where the system does not say.
 */
export function clientsMax(readLimits: () => string = ofThisProcess): number | undefined {
  try {
    const files = Number(/^Max open files\s+(\d+)/m.exec(readLimits())?.[1])
    return files > 0 ? Math.floor(files / 2) : undefined
  } catch {
    // No Linux, or no permission to read there.
    return undefined
  }
}

function ofThisProcess(): string {
  return readFileSync('/proc/self/limits', 'latin1')
}
