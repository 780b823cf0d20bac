import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'

const EVERY_MS = 500

export interface FileWatch {
  /** Somebody has read the file as it was then: that is no change any more. */
  seen(stamp: string): void
  stop(): void
}

/**
 * Tells when a file is another than it was at `seen`, taken before it was read: what changes between reading and
 * watching is not missed. It asks instead of being told: file events differ between runtimes and miss what
 * editors and Kubernetes do (a rename over the name, a link that turns).
 */
export function watchFile(file: string, seen: string, changed: () => void): FileWatch {
  let last = seen
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    const before = last
    const now = await stamp(file)
    asking = false
    if (now === '' || now === last || before !== last) return
    last = now
    changed()
  }
  const timer = setInterval(ask, EVERY_MS)
  ;(timer as { unref?(): void }).unref?.()
  return {
    seen: (stamp) => {
      if (stamp !== '') last = stamp
    },
    stop: () => clearInterval(timer),
  }
}

/** Changes when the file does; empty where there is none. */
export function stampOf(file: string): string {
  try {
    return textOf(statSync(file))
  } catch {
    return ''
  }
}

async function stamp(file: string): Promise<string> {
  try {
    return textOf(await stat(file))
  } catch {
    // Between a delete and a rename there is no file; the next look finds the new one.
    return ''
  }
}

function textOf({ mtimeMs, size, ino }: { mtimeMs: number; size: number; ino: number }): string {
  return `${mtimeMs} ${size} ${ino}`
}
