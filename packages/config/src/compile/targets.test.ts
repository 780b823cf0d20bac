import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Trees } from './tree-fixture.ts'

const CONFIG = `
providers:
  a:
    type: openai
    url: http://a/v1
    query: { $top: "5", "größe": "a b" }
    query_defaults: { "filter[kind]": own, "100%": "yes" }
routes:
  - { path: /r/*, to: { provider: a } }
  - { path: /routed/*, to: { provider: a, query: { $top: "6" }, query_defaults: { "filter[kind]": routed } } }
`

const SIZE = 'gr%C3%B6%C3%9Fe=a%20b'
const KIND = 'filter%5Bkind%5D'

test('query and query_defaults know their names however the caller writes them', async () => {
  const trees = await Trees.of(CONFIG)
  const rows: [target: string, query: string][] = [
    ['/r/x', `?${KIND}=own&100%25=yes&%24top=5&${SIZE}`],
    ['/r/x?$top=100&b=%20', `?b=%20&${KIND}=own&100%25=yes&%24top=5&${SIZE}`],
    ['/r/x?%24top=100&gr%c3%b6%c3%9fe=1', `?${KIND}=own&100%25=yes&%24top=5&${SIZE}`],
    ['/r/x?filter[kind]=&100%=no', `?filter[kind]=&100%=no&%24top=5&${SIZE}`],
    ['/r/x?filter%5bkind]=', `?filter%5bkind]=&100%25=yes&%24top=5&${SIZE}`],
    ['/routed/x', `?${KIND}=routed&100%25=yes&${SIZE}&%24top=6`],
  ]
  for (const [target, query] of rows) {
    const { requests } = await trees.ask(target, undefined, { method: 'GET' })
    assert.equal(requests[0]?.target, `/v1/x${query}`, target)
  }
})
