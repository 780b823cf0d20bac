import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { Placed } from '../placed.ts'
import type { Referred } from '../referred.ts'
import { Work } from '../work.ts'
import { withReferences } from './references.ts'

/** A file of agentgateway's on its way. */
export class AgentgatewayWork extends Work {
  protected override readonly unreadable = ''
  /** A secret: the text itself, or the file that holds it. */
  secret(path: Path): Placed | undefined {
    const file = [...path, 'file']
    if (isMap(this.at(path)) && this.has(file)) return new Placed(`\${file:${this.text(file)}}`, file)
    const text = this.text(path)
    return text === undefined ? undefined : new Placed(text, path)
  }

  protected override referred(text: string): Referred {
    return withReferences(text)
  }
}
