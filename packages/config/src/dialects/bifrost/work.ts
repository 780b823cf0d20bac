import type { Path } from '../../problem.ts'
import type { Referred } from '../referred.ts'
import { Work } from '../work.ts'
import { shortForm, withReference } from './references.ts'

/** A file of Bifrost's on its way. */
export class BifrostWork extends Work {
  protected override readonly unreadable = undefined
  /** The keys that are held for a provider, by the provider's name. */
  readonly heldKeys = new Map<string, readonly Path[]>()

  /** In files for versions before 1.5 an empty list of models or keys stands for all. */
  get emptyMeansAll(): boolean {
    return this.at(['version']) === 1
  }

  protected override referred(text: string): Referred {
    return withReference(text)
  }

  protected override read(path: Path): unknown {
    return shortForm(this.at(path))
  }
}
