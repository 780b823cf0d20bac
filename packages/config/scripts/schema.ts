import { readFileSync, writeFileSync } from 'node:fs'
import { jsonSchema } from '../src/json-schema.ts'
import { withReference } from '../src/reference.ts'

/** Writes what is generated from the schemas: strait.schema.json and the tables of docs/configuration.md. */
const schemaFile = new URL('../strait.schema.json', import.meta.url)
const referenceFile = new URL('../../../docs/configuration.md', import.meta.url)

writeFileSync(schemaFile, `${JSON.stringify(jsonSchema(), undefined, 2)}\n`)
const document = withReference(readFileSync(referenceFile, 'utf8'))
if (document === undefined) throw new Error('docs/configuration.md has lost the marks between which its tables stand')
writeFileSync(referenceFile, document)
