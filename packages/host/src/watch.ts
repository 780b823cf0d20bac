import { stat } from 'node:fs/promises'

const EVERY_MS = 500

/**
 * Tells when a file has changed. It asks instead of being told: file events differ between runtimes and miss
 * what editors and Kubernetes do (a rename over the name, a link that turns).
 */
export function watchFile(file: string, changed: () => void): () => void {
  let last = ''
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    const now = await stamp(file)
    asking = false
    if (last !== '' && now !== '' && now !== last) changed()
    if (now !== '') last = now
  }
  void ask()
  const timer = setInterval(ask, EVERY_MS)
  ;(timer as { unref?(): void }).unref?.()
  return () => clearInterval(timer)
}

async function stamp(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    // Between a delete and a rename there is no file; the next look finds the new one.
    return ''
  }
}
