import { at, listAt } from '../../checks/view.ts'
import { judgeOthers } from './settings.ts'
import type { BifrostWork } from './work.ts'

const ORIGINS = ['client', 'allowed_origins']
const SIZE = ['client', 'max_request_body_size_mb']
const READ: ReadonlySet<string> = new Set(['allowed_origins', 'max_request_body_size_mb'])

export function translateClient(work: BifrostWork): void {
  const { draft, source } = work
  if (work.has(SIZE)) {
    const size = at(source, SIZE)
    // Bifrost counts in 1024s.
    draft.set(['bounds', 'body'], typeof size === 'number' ? `${size}MiB` : work.value(SIZE), SIZE)
  }
  translateOrigins(work)
  judgeOthers(work, ['client'], READ)
}

/** Bifrost lets pages of this machine in beside those that are listed. */
function translateOrigins(work: BifrostWork): void {
  const { draft, source } = work
  const written = at(source, ORIGINS)
  const origins = listAt(source, ORIGINS)
  if (written === undefined || written === null || (Array.isArray(written) && origins.length === 0)) return
  if (!Array.isArray(written)) draft.set(['cors', 'origins'], work.value(ORIGINS), ORIGINS)
  origins.forEach((_, i) => {
    draft.push(['cors', 'origins'], work.value([...ORIGINS, i]), [...ORIGINS, i])
  })
  draft.note(ORIGINS, origins.includes('*') ? EVERY_PAGE : 'pages of this machine need to be listed as well')
}

const EVERY_PAGE = 'every web page may call, as there; list the pages that are meant, or take it out for none'
