import type { Path } from '../../problem.ts'
import { judge, judgeMembers } from './policies.ts'
import type { Work } from './work.ts'

/** Read elsewhere. */
const READ: ReadonlySet<string> = new Set(['backends', 'binds', 'config', 'gateways', 'llm', 'policies', 'routes'])

const NOTES: Readonly<Record<string, string>> = {
  mcp: 'not used: there is no MCP here',
  routeGroups: 'not used: routes of groups answer 501',
  services: 'not used: a backend is a host or a provider',
  tcpRoutes: 'not used: only HTTP is spoken',
  ui: 'not used: there is no page for it',
  workloads: 'not used: a backend is a host or a provider',
}

/** What is left of the file. How agentgateway itself is run (`config`) says nothing of what it does for callers. */
export function translateSettings(work: Work): void {
  for (const name of Object.keys(work.map([]))) {
    if (READ.has(name)) continue
    if (NOTES[name] !== undefined) work.note([name], NOTES[name])
    else if (name === 'frontendPolicies') translateFrontend(work, [name])
    else judge(work, [name])
  }
  if (work.has(['config', 'tracing'])) judge(work, ['config', 'tracing'])
  for (const path of work.entries(['policies'])) {
    const policy = [...path, 'policy']
    judgeMembers(work, policy, new Set(['ai']))
    judgeMembers(work, [...policy, 'ai'], new Set())
  }
}

function translateFrontend(work: Work, path: Path): void {
  judgeMembers(work, path)
  judgeMembers(work, [...path, 'tls'], new Set())
}
