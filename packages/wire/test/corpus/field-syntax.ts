import { bad, good, lines, type Row } from './row.ts'

const withField = (line: string): string => lines('HTTP/1.1 200 OK', line, 'content-length: 0', '', '')
const withRaw = (text: string): string => `HTTP/1.1 200 OK\r\n${text}content-length: 0\r\n\r\n`
const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0')
const HIGH = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 0x80 + i))
const VISIBLE = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 0x21 + i))
const CONTROLS = [
  ...'\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a',
].concat([...'\x1b\x1c\x1d\x1e\x1f\x7f'])

const fields: readonly (readonly [name: string, line: string, field: string, value: string])[] = [
  ['no blank behind the colon', 'a:b', 'a', 'b'],
  ['a tab behind the colon', 'a:\tb', 'a', 'b'],
  ['many blanks around the value', 'a: \t  b \t ', 'a', 'b'],
  ['an empty value', 'a:', 'a', ''],
  ['a value of one space', 'a: ', 'a', ''],
  ['a value of blanks', 'a: \t \t', 'a', ''],
  ['blanks within the value', 'a: b  c\t\td', 'a', 'b  c\t\td'],
  ['a colon in the value', 'a: b:c:d', 'a', 'b:c:d'],
  ['a value that is a colon', 'a::', 'a', ':'],
  ['colons around blanks', 'a: : b', 'a', ': b'],
  ['a value that looks like a field', 'a: content-length: 7', 'a', 'content-length: 7'],
  ['every visible character in the value', `a: ${VISIBLE}`, 'a', VISIBLE],
  ['every byte above 7f in the value', `a: ${HIGH}`, 'a', HIGH],
  ['byte a0 at both ends of the value, which is no blank', 'a: \xa0b\xa0', 'a', '\xa0b\xa0'],
  ['byte 85 at the end of the value, which ends no line', 'a: b\x85', 'a', 'b\x85'],
  ['a value in UTF-8', 'a: \xe2\x82\xac', 'a', '\xe2\x82\xac'],
  ['an unfinished quotation', 'a: "b', 'a', '"b'],
  ['a quotation with escapes', 'a: "b\\"c\\\\"', 'a', '"b\\"c\\\\"'],
  ['empty members of a list', 'a: , ,b,,', 'a', ', ,b,,'],
  ['every character a name may hold', `!#$%&'*+-.^_\`|~09azAZ: b`, `!#$%&'*+-.^_\`|~09azAZ`, 'b'],
  ['a name of one digit', '7: b', '7', 'b'],
  ['a name in capitals', 'X-REQUEST-ID: 1', 'X-REQUEST-ID', '1'],
  ['a name in mixed spelling', 'x-ReQuEsT-iD: 1', 'x-ReQuEsT-iD', '1'],
  ['a name that objects have', '__proto__: b', '__proto__', 'b'],
  ['another name that objects have', 'constructor: b', 'constructor', 'b'],
  ['a long name', `${'n'.repeat(2000)}: b`, 'n'.repeat(2000), 'b'],
  ['a long value', `a: ${'v'.repeat(2000)}`, 'a', 'v'.repeat(2000)],
  ['a name that only resembles content-length', 'content_length: 5', 'content_length', '5'],
  ['a name as long as content-length', 'x-ontent-lengt: 5', 'x-ontent-lengt', '5'],
  [
    'an event stream type',
    'content-type: text/event-stream; charset=utf-8',
    'content-type',
    'text/event-stream; charset=utf-8',
  ],
]

const refused: readonly (readonly [name: string, text: string])[] = [
  ['a space before the colon', 'a : b\r\n'],
  ['a tab before the colon', 'a\t: b\r\n'],
  ['a space within the name', 'a b: c\r\n'],
  ['no colon', 'abc\r\n'],
  ['no colon but blanks', 'abc def\r\n'],
  ['no name', ': b\r\n'],
  ['only a colon', ':\r\n'],
  ['no name but blanks', ' : b\r\n'],
  ['a bare LF behind a field', 'a: b\nc: d\r\n'],
  ['a bare LF behind an empty value', 'a:\nc: d\r\n'],
  ['a bare LF behind a name', 'a\nb: c\r\n'],
  ['a bare LF as the only line end of the last field', 'a: b\r\nc: d\n'],
  ['a bare CR in a value', 'a: b\rc\r\n'],
  ['a bare CR that hides a field', 'a: b\rcontent-length: 5\r\n'],
  ['a bare CR at the beginning of a value', 'a:\rb\r\n'],
  ['a bare CR in a name', 'a\rb: c\r\n'],
  ['a bare CR before the colon', 'a\r: c\r\n'],
  ['a CR too many', 'a: b\r\r\n'],
  ['CR and blank before LF', 'a: b\r \n'],
  ['LF CR for CR LF', 'a: b\n\r'],
  ['a second status line', 'HTTP/1.1 200 OK\r\n'],
  ['a name that begins above 7f', '\xe4: b\r\n'],
  ['byte a0 before the colon', 'a\xa0: b\r\n'],
  ['a bare LF as the end of the head', 'a: b\r\n\n'],
  ['a bare CR as the end of the head', 'a: b\r\n\rx: y\r\n'],
]

/** RFC 9112 5 and 5.1, RFC 9110 5.5 and 5.6.2. */
export const fieldSyntax: readonly Row[] = [
  ...fields.map(([name, line, field, value]) =>
    good(name, withField(line), { headers: [field, value, 'content-length', '0'] }),
  ),
  good('no field at all', 'HTTP/1.1 204 \r\n\r\n', { status: 204, reason: '' }),
  good('names repeated, in order', withRaw('set-cookie: a=1\r\nx: 1\r\nSet-Cookie: b=2\r\nset-cookie: a=1\r\n'), {
    headers: ['set-cookie', 'a=1', 'x', '1', 'Set-Cookie', 'b=2', 'set-cookie', 'a=1', 'content-length', '0'],
  }),
  good('a hundred fields', withRaw('n: v\r\n'.repeat(100)), {
    headers: [...Array.from({ length: 100 }, () => ['n', 'v']).flat(), 'content-length', '0'],
  }),
  good('other bytes above 7f beside plain fields', withRaw('a: 1\r\nb: \xff\r\nc: 3\r\n'), {
    headers: ['a', '1', 'b', '\xff', 'c', '3', 'content-length', '0'],
  }),
  ...refused.map(([name, text]) => bad(name, withRaw(text))),
  ...[...'"(),/;<=>?@[\\]{}'].map((char) => bad(`${char} in a name`, withField(`a${char}b: c`))),
  ...[...'"(),/;<=>?@[\\]{}'].map((char) => bad(`${char} at the beginning of a name`, withField(`${char}b: c`))),
  ...CONTROLS.map((char) => bad(`control character ${hex(char)} in a value`, withField(`a: b${char}c`))),
  ...CONTROLS.map((char) => bad(`control character ${hex(char)} in a name`, withField(`a${char}b: c`))),
  ...['\0', '\x0b', '\x0c', '\x1c', '\x7f'].flatMap((char) => [
    bad(`control character ${hex(char)} around a value`, withField(`a: ${char}`)),
    bad(`control character ${hex(char)} as a line`, withField(char)),
  ]),
]
