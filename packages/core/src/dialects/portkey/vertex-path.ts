import type { Ask } from './ask.ts'
import { behindVersion } from './custom-host.ts'
import { badControl } from './refusals.ts'

/** Vertex AI reference: all but express mode stands below a project and a location, OpenAI's shape below an endpoint there. */
export function vertexPath({ said }: Ask): (path: string) => string {
  const project = said.get('vertex_project_id')
  const region = said.get('vertex_region')?.text
  if (project === undefined) return (path) => path
  if (!/^[a-z0-9][a-z0-9.:-]{0,127}$/i.test(project.text)) throw badControl(project.where, 'write the id of a project')
  const place = `/v1/projects/${project.text}/locations/${region}`
  return (path) => {
    const behind = behindVersion(path)
    if (behind === path || behind.startsWith('/projects/')) return path
    return behind === '/chat/completions' ? `${place}/endpoints/openapi${behind}` : place + behind
  }
}
