import { readFileSync } from 'node:fs'
import { delay, until } from '@strait/testkit'

/** The unit of /proc/PID/stat: USER_HZ, 100 on every Linux that these runtimes have. */
const TICK_MICROS = 10_000

/** CPU time that a process has used, in µs and in steps of 10 ms; undefined where there is no /proc. */
export function cpuMicros(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command's name may hold spaces and brackets; utime and stime are the 12th and 13th after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS
  } catch {
    return undefined
  }
}

/** Waits until the process has little left to do, such as spans to export; a second and a half at most. */
export async function calm(pid: number | undefined): Promise<void> {
  let before = pid === undefined ? undefined : cpuMicros(pid)
  if (pid === undefined || before === undefined) return
  const idle = () => {
    const now = cpuMicros(pid) ?? 0
    const used = now - (before ?? now)
    before = now
    return used <= TICK_MICROS
  }
  await delay(EVERY_MS)
  await until(idle, { everyMs: EVERY_MS, timeoutMs: 1_500 }).catch(() => {})
}

const EVERY_MS = 100
