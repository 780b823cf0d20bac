import process from 'node:process'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * `deno test scripts/unit-on-deno.ts -- FILES`: all of them as one module. Deno gives each file that it is named an
 * isolate and a module graph of its own, which takes longer than the tests in it.
 */
for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    test(`${file} loads`, () => {
      throw error
    })
  }
}
