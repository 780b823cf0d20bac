import type { Cancel } from '../../web/cancel.ts'
import type { Deadlines } from '../../web/deadlines.ts'

/** Waits, but not for nobody: over at once when the line is pulled. */
export function pause(ms: number, cancel: Cancel, deadlines: Deadlines): Promise<void> {
  if (ms <= 0 || cancel.pulled) return Promise.resolve()
  return new Promise((resolve) => {
    const deadline = deadlines.after(ms, end)
    const release = cancel.listen(end)
    function end(): void {
      deadline.clear()
      release?.()
      resolve()
    }
  })
}
