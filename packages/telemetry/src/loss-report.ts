import { clearTimeout, setTimeout } from 'node:timers'

const EVERY = 60_000

export interface LossReport {
  lost(spans: number, reason: string): void
  /** Says what is unsaid. */
  close(): void
}

/** The first loss is told at once, the sum of later ones once a minute and at the end: all of it, in few lines. */
export function lossReport(warn: (message: string) => void, every: number = EVERY): LossReport {
  let unsaid = 0
  let why = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = () => {
    if (unsaid === 0) return
    const count = unsaid
    unsaid = 0
    warn(`telemetry: ${count} span${count === 1 ? '' : 's'} not delivered: ${why}. Requests are not affected.`)
  }
  const later = () => {
    timer = undefined
    if (unsaid > 0) begin()
  }
  const begin = () => {
    say()
    timer = setTimeout(later, every)
    timer.unref?.()
  }
  return {
    lost(spans, reason) {
      unsaid += spans
      why = reason
      if (timer === undefined) begin()
    },
    close() {
      clearTimeout(timer)
      timer = undefined
      say()
    },
  }
}
