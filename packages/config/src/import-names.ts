import { dialects } from './dialects/index.ts'

/** The names that `importConfig` knows, with what they stand for. */
export const importNames: ReadonlyMap<string, string> = new Map(dialects.map(({ name, title }) => [name, title]))
