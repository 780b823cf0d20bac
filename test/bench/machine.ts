import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'

const BUSY = 0.5
const TAKEN = 0.02

/** Watches what the machine does besides. Ask it at the end: the text says why not to trust the result, if so. */
export function watchMachine(): () => string | undefined {
  const [load = 0] = loadavg()
  const before = cpuTimes()
  return () => {
    const after = cpuTimes()
    const share =
      before === undefined || after === undefined ? 0 : (after.stolen - before.stolen) / (after.all - before.all)
    const reasons = [
      ...(load > BUSY ? [`the load was ${load.toFixed(1)} before the bench began`] : []),
      ...(share > TAKEN ? [`the host took ${(share * 100).toFixed(0)} % of the CPU time`] : []),
    ]
    return reasons.length === 0 ? undefined : `do not trust these figures: ${reasons.join(', and ')}`
  }
}

/** /proc/stat: user nice system idle iowait irq softirq steal, of all cores together; Linux alone has it. */
function cpuTimes(): { readonly all: number; readonly stolen: number } | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1)
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number)
    return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 }
  } catch {
    return undefined
  }
}
