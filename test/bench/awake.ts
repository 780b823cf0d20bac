import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import type { Cores } from './cores.ts'

/**
 * Keeps the cores from falling asleep, at a priority at which everything else goes first: a core that naps between
 * two requests, under a hypervisor above all, takes longer to wake than a gateway takes to answer.
 */
export function keepAwake({ gateway, load }: Cores): { sleep(): void } {
  if (gateway === undefined || load === undefined || !canIdle()) return { sleep() {} }
  const spinners = [gateway, load].map(spin)
  const sleep = () => {
    process.off('exit', sleep)
    for (const spinner of spinners) spinner.kill('SIGKILL')
  }
  process.on('exit', sleep)
  return { sleep }
}

function canIdle(): boolean {
  return spawnSync('chrt', ['-i', '0', 'true']).status === 0
}

/** It ends with whoever started it, whatever that one died of: its input closes, and it looks there now and then. */
function spin(core: number): ChildProcess {
  const turns = 'while :; do IFS= read -r -t 0 _ && exit; for ((i = 0; i < 100000; i++)); do :; done; done'
  return spawn('taskset', ['-c', String(core), 'chrt', '-i', '0', 'bash', '-c', turns], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}
