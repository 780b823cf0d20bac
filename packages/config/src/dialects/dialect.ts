import type { Values } from '../checks/view.ts'
import type { Path } from '../problem.ts'
import type { Origins } from './draft.ts'

/** The config file of another gateway: how it is recognised. What it takes to read one comes when there is one. */
export interface FileDialect {
  /** As in `strait import NAME FILE`. */
  readonly name: string
  /** How people call it: "LiteLLM's config". */
  readonly title: string
  /** Whether a file is of this kind, by its plain values. No file of Strait's own may be taken for one. */
  recognises(value: unknown): boolean
  /** Imported at the first call, since most configs have no such file and each reader costs every start. */
  reader(): Promise<DialectReader>
}

/**
 * A dialect only translates: into what a `strait.yaml` would say, with every value knowing where in the other file it
 * came from. It reads no environment and no other file.
 */
export interface DialectReader {
  translate(source: DialectSource): Translation
  /** Whether a value, as it is written, can be no secret and may stand in messages. All else is masked. */
  shows(path: Path, written: string): boolean
}

export interface DialectSource extends Values {
  /** The file as plain values, its references as they are written. */
  readonly value: unknown
  /** Whether a variable is set that the other gateway takes without its file naming it. */
  isSet(variable: string): boolean
}

export interface Translation {
  /** What a `strait.yaml` would say. Strings may hold `${NAME}`; a `${` of the other file's own has become `$${`. */
  readonly config: unknown
  /** Where each value of `config` came from. */
  readonly origins: Origins
  /** What is not used, or works differently, with the reason. */
  readonly notes: readonly Remark[]
  /** Settings that restrict something and are not enforced here. */
  readonly restrictions: readonly Restriction[]
  /** What is wrong with the file. */
  readonly mistakes: readonly Mistake[]
}

/** `path` is that of the other file, here and below. */
export interface Remark {
  readonly path: Path
  readonly says: string
}

export interface Restriction extends Remark {
  /** The setting's own name, as `accept_unenforced` lists it. */
  readonly name: string
  /** Where `access` is configured it is enforced after all. */
  readonly heldBy?: 'access'
}

export interface Mistake extends Remark {
  readonly hint?: string
}
