import type { Path } from '../../problem.ts'
import { own } from '../judge-setting.ts'
import { judge, judgeMembers } from './policies.ts'
import type { AgentgatewayWork } from './work.ts'

/** Read elsewhere. */
const READ: ReadonlySet<string> = new Set(['backends', 'binds', 'config', 'gateways', 'llm', 'policies', 'routes'])

const NOTES: Readonly<Record<string, string>> = {
  mcp: 'there is no MCP here',
  routeGroups: 'routes of groups answer 501',
  services: 'a backend is a host or a provider',
  tcpRoutes: 'only HTTP is spoken',
  ui: 'there is no page for it',
  workloads: 'a backend is a host or a provider',
}

/** What is left of the file. How agentgateway itself is run (`config`) says nothing of what it does for callers. */
export function translateSettings(work: AgentgatewayWork): void {
  for (const name of Object.keys(work.map([]))) {
    if (READ.has(name)) continue
    const note = own(NOTES, name)
    if (note !== undefined) work.note([name], `not used: ${note}`)
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

function translateFrontend(work: AgentgatewayWork, path: Path): void {
  judgeMembers(work, path)
  judgeMembers(work, [...path, 'tls'], new Set())
}
