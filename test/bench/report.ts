import type { ContenderName, Row, Verdict } from './bench.ts'
import type { Spread } from './stats.ts'
import { errorCount } from './targets.ts'

const COLUMNS = [
  '',
  'strait',
  'relay',
  'nginx',
  '× relay',
  '× nginx',
  'CPU µs strait/relay/nginx',
  'errors',
  '',
] as const

/** One runtime's rows as text. A row with errors begins with `!`. */
export function table(title: string, rows: readonly Row[]): string {
  const cells = [COLUMNS as readonly string[], ...rows.map(cellsOf)]
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)))
  const lines = cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `\n${title}\n${lines.join('\n')}\n`
}

export function targetList(verdicts: readonly Verdict[]): string {
  const width = Math.max(0, ...verdicts.map(({ target }) => target.length))
  const lines = verdicts.map((each) => {
    const why = each.untold === undefined ? '' : `; ${each.untold}`
    return `${wordOf(each)}  ${each.runtime.padEnd(4)}  ${each.target.padEnd(width)}  ${each.measured}${why}`
  })
  const met = verdicts.filter((each) => each.met).length
  const untold = verdicts.filter((each) => each.untold !== undefined).length
  const rest = untold === 0 ? '' : `, ${untold} can't be told on this machine`
  return `\ntargets\n${lines.join('\n')}\n${met} of ${verdicts.length} met${rest}\n`
}

function wordOf({ met, untold }: Verdict): string {
  if (met) return 'met   '
  return untold === undefined ? 'MISSED' : 'UNTOLD'
}

function cellsOf(row: Row): string[] {
  return [
    `${errorCount(row) > 0 ? '! ' : '  '}${row.name}`,
    row.strait,
    row.relay ?? '–',
    row.nginx ?? '–',
    spreadCell(row.toRelay),
    spreadCell(row.toNginx),
    cpuCell(row.cpu),
    errorCell(row),
    row.note ?? '',
  ]
}

function spreadCell(spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  return `${spread.median.toFixed(2)} (${spread.low.toFixed(2)}–${spread.high.toFixed(2)})`
}

function cpuCell(cpu: Row['cpu']): string {
  if (cpu === undefined) return '–'
  const names: readonly ContenderName[] = ['strait', 'relay', 'nginx']
  return names.map((name) => cpu[name]?.toFixed(1) ?? '–').join(' / ')
}

function errorCell({ errors }: Row): string {
  const seen = Object.entries(errors).filter(([, count]) => count > 0)
  return seen.length === 0 ? '0' : seen.map(([name, count]) => `${name} ${count}`).join(', ')
}
