import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { compileBrowserRules, refuseBrowser } from './browser.ts'

const open = compileBrowserRules({
  open: true,
  scheme: 'http',
  allowHosts: ['gateway.example', '*.lan', 'exact.example:8080'],
  origins: ['https://App.example', 'null'],
})
const closed = compileBrowserRules({ open: false, scheme: 'https', allowHosts: [], origins: [] })
const any = compileBrowserRules({ open: true, scheme: 'http', allowHosts: [], origins: ['*'] })
const LOCAL = ['host', 'localhost:8787']

type Row = readonly [what: string, rules: typeof open, lines: readonly string[], code: string | undefined]
const table: readonly Row[] = [
  ['curl', open, LOCAL, undefined],
  ['a loopback literal', open, ['Host', '127.0.0.1:8787'], undefined],
  ['an allowed host', open, ['host', 'Gateway.example:443'], undefined],
  ['a host below an allowed suffix', open, ['host', 'box.lan'], undefined],
  ['the suffix itself is not below it', open, ['host', 'lan'], 'host_not_allowed'],
  ['an allowed host with its port', open, ['host', 'exact.example:8080'], undefined],
  ['an allowed host with another port', open, ['host', 'exact.example:8081'], 'host_not_allowed'],
  ['a rebound name', open, ['host', 'evil.example:8787'], 'host_not_allowed'],
  ['an odd host', open, ['host', 'localhost,evil.example'], 'host_not_allowed'],
  ['an empty host', open, ['host', ''], 'host_not_allowed'],
  ['HTTP/1.0 without a host', open, [], undefined],
  ['any host where keys are asked for', closed, ['host', 'gateway.public.example'], undefined],

  ['our own page', open, [...LOCAL, 'origin', 'http://localhost:8787', 'sec-fetch-site', 'same-origin'], undefined],
  ['our own page by TLS', closed, ['host', 'gw.example', 'origin', 'https://gw.example'], undefined],
  ['our host by another scheme', open, [...LOCAL, 'origin', 'https://localhost:8787'], 'cross_origin'],
  ['our host by another port', open, [...LOCAL, 'origin', 'http://localhost:3000'], 'cross_origin'],
  ['another page', open, [...LOCAL, 'origin', 'https://evil.example'], 'cross_origin'],
  ['a sandboxed page', any, [...LOCAL, 'origin', 'null'], 'cross_origin'],
  ['a sandboxed page, listed', open, [...LOCAL, 'origin', 'null'], undefined],
  ['an empty origin', open, [...LOCAL, 'origin', ''], 'cross_origin'],
  ['a listed origin', open, [...LOCAL, 'origin', 'https://app.example', 'sec-fetch-site', 'cross-site'], undefined],
  ['a listed origin as a prefix', open, [...LOCAL, 'origin', 'https://app.example.evil.example'], 'cross_origin'],
  ['any origin', any, [...LOCAL, 'origin', 'https://whoever.example'], undefined],
  ['an image of another page', open, [...LOCAL, 'sec-fetch-site', 'cross-site'], 'cross_origin'],
  ['a sibling port', open, [...LOCAL, 'sec-fetch-site', 'same-site'], 'cross_origin'],
  ['the address bar', open, [...LOCAL, 'sec-fetch-site', 'none'], undefined],
  ["Node's fetch", open, [...LOCAL, 'sec-fetch-mode', 'cors'], undefined],
  [
    'another page where keys are asked for: it has to show one',
    closed,
    ['host', 'gw.example', 'origin', 'https://evil.example'],
    undefined,
  ],
]

test('refuseBrowser() lets in our own pages, listed origins and all that is no browser', () => {
  for (const [what, rules, lines, code] of table)
    assert.equal(refuseBrowser(new Fields(lines), rules)?.code, code, what)
})
