import type { Path } from '../../problem.ts'
import type { Remark } from '../dialect.ts'
import type { Referred } from '../referred.ts'
import { Work } from '../work.ts'
import type { Deployment } from './deployments.ts'
import { withReferences } from './references.ts'

/** A file of LiteLLM's on its way. */
export class LitellmWork extends Work {
  /** Entries of `model_list` that can be called. */
  readonly deployments: Deployment[] = []
  /** Notes on names that differ from those of providers, for files in which no name leads to several. */
  readonly aliases: Remark[] = []
  protected override readonly unreadable = ''
  /** YAML has switches as true and false; some write them in quotes. */
  override isOn(path: Path): boolean {
    return this.#isWord(path, 'true')
  }

  isOff(path: Path): boolean {
    return this.#isWord(path, 'false')
  }

  /** What a header or parameter wants as a text: numbers and switches too. All else is left to the schema. */
  written(path: Path): unknown {
    const value = this.value(path)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  }

  protected override referred(text: string): Referred {
    return withReferences(text, (name) => this.#defined(name))
  }

  #isWord(path: Path, word: string): boolean {
    const value = this.at(path)
    return (typeof value === 'string' ? value.trim().toLowerCase() : String(value)) === word
  }

  #defined(name: string): string | undefined {
    const value = this.map(['environment_variables'])[name]
    // One that points back into the environment is a reference like any other.
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return typeof value === 'string' && !value.includes('os.environ/') ? value : undefined
  }
}
