import { bad, good, lines, type Row, unfinished } from './row.ts'

const HEADERS = ['transfer-encoding', 'chunked']
const HEAD = lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '')
const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))
const GIVEN = { headers: HEADERS, framing: 'chunked' } as const
const END = '0\r\n\r\n'

const whole: readonly (readonly [name: string, chunks: string, body: string])[] = [
  ['no chunk but the last', END, ''],
  ['one chunk', `5\r\nhello\r\n${END}`, 'hello'],
  ['several chunks', `1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n${END}`, 'abcdef'],
  ['many chunks of one byte', `${'1\r\nx\r\n'.repeat(150)}${END}`, 'x'.repeat(150)],
  ['a size in small hex', `a\r\n0123456789\r\n${END}`, '0123456789'],
  ['a size in capital hex', `A\r\n0123456789\r\n${END}`, '0123456789'],
  ['a size in mixed hex', `1A\r\n${'y'.repeat(26)}\r\n${END}`, 'y'.repeat(26)],
  ['every hex digit', `${hexChunks()}${END}`, hexBody()],
  ['zeros in front of a size', `0005\r\nhello\r\n${END}`, 'hello'],
  ['thirteen digits, most of them zeros', `0000000000005\r\nhello\r\n${END}`, 'hello'],
  ['a last chunk of several zeros', '5\r\nhello\r\n000\r\n\r\n', 'hello'],
  ['every byte in a chunk', `100\r\n${ALL_BYTES}\r\n${END}`, ALL_BYTES],
  ['line ends in a chunk', `4\r\n\r\n\r\n\r\n${END}`, '\r\n\r\n'],
  ['chunks that look like the end', `5\r\n${END}\r\n5\r\n${END}\r\n${END}`, END + END],
  ['a chunk that looks like an answer', `13\r\nHTTP/1.1 200 OK\r\n\r\n\r\n${END}`, 'HTTP/1.1 200 OK\r\n\r\n'],
  ['an extension', `5;a\r\nhello\r\n${END}`, 'hello'],
  ['an extension with a value', `5;a=b\r\nhello\r\n${END}`, 'hello'],
  ['several extensions', `5;a=b;c;d=e\r\nhello\r\n${END}`, 'hello'],
  ['a blank before an extension', `5 ;a=b\r\nhello\r\n${END}`, 'hello'],
  ['blanks around all parts of an extension', `5 \t; \ta\t =  b\r\nhello\r\n${END}`, 'hello'],
  ['a quoted value', `5;a="b c"\r\nhello\r\n${END}`, 'hello'],
  ['a semicolon in quotes', `5;a="b;c=d"\r\nhello\r\n${END}`, 'hello'],
  ['an empty quotation', `5;a=""\r\nhello\r\n${END}`, 'hello'],
  ['escapes in quotes', `5;a="b\\"c\\\\"\r\nhello\r\n${END}`, 'hello'],
  ['a tab in quotes', `5;a="\t"\r\nhello\r\n${END}`, 'hello'],
  ['bytes above 7f in quotes', `5;a="\xff\xa0"\r\nhello\r\n${END}`, 'hello'],
  ['an extension behind a quoted one', `5;a="b";c\r\nhello\r\n${END}`, 'hello'],
  ['an extension of hex digits', `5;fffff=ff\r\nhello\r\n${END}`, 'hello'],
  ['an extension of all token characters', `5;!#$%&'*+-.^_\`|~a=0\r\nhello\r\n${END}`, 'hello'],
  ['an extension at the last chunk', '5\r\nhello\r\n0;a=b\r\n\r\n', 'hello'],
  ['a long extension', `5;a=${'b'.repeat(1500)}\r\nhello\r\n${END}`, 'hello'],
]

const refused: readonly (readonly [name: string, chunks: string, body?: string])[] = [
  ['no size', '\r\nhello\r\n'],
  ['no size but an extension', ';a=b\r\nhello\r\n'],
  ['a size that is no hex', 'g\r\nhello\r\n'],
  ['hex and then not', '5g\r\nhello\r\n'],
  ['a prefix of hex', '0x5\r\nhello\r\n'],
  ['a suffix of hex', '5h\r\nhello\r\n'],
  ['a plus', '+5\r\nhello\r\n'],
  ['a minus', '-5\r\nhello\r\n'],
  ['minus nought', '-0\r\n\r\n'],
  ['a separator', '1_0\r\nhello\r\n'],
  ['a fraction', '5.0\r\nhello\r\n'],
  ['a space before the size', ' 5\r\nhello\r\n'],
  ['a tab before the size', '\t5\r\nhello\r\n'],
  ['a space behind the size', '5 \r\nhello\r\n'],
  ['a tab behind the size', '5\t\r\nhello\r\n'],
  ['a space behind the last size', '0 \r\n\r\n'],
  ['two sizes', '5 5\r\nhello\r\n'],
  ['a comma behind the size', '5,a\r\nhello\r\n'],
  ['quotes around the size', '"5"\r\nhello\r\n'],
  ['byte a0 behind the size', '5\xa0\r\nhello\r\n'],
  ['NUL behind the size', '5\0\r\nhello\r\n'],
  ['fourteen digits', '10000000000005\r\nhello\r\n'],
  ['fourteen digits, most of them zeros', '00000000000005\r\nhello\r\n'],
  ['what wraps round in 64 bits', '10000000000000005\r\nhello\r\n'],
  ['all ones of 64 bits', 'ffffffffffffffff\r\nhello\r\n'],
  ['four hundred digits', `${'f'.repeat(400)}\r\nhello\r\n`],
  ['a bare LF behind the size', '5\nhello\r\n'],
  ['a bare CR behind the size', '5\rhello\r\n'],
  ['a CR too many behind the size', '5\r\r\nhello\r\n'],
  ['LF CR behind the size', '5\n\rhello\r\n'],
  ['a bare LF behind an extension', '5;a=b\nhello\r\n'],
  ['a bare CR behind an extension', '5;a=b\rhello\r\n'],
  ['a bare CR within an extension', '5;a\rb\r\nhello\r\n'],
  ['a bare LF within quotes', '5;a="b\nc"\r\nhello\r\n'],
  ['a line end within quotes', '5;a="b\r\nc"\r\nhello\r\n'],
  ['an escaped line end within quotes', '5;a="b\\\r\nc"\r\nhello\r\n'],
  ['NUL in an extension', '5;a\0b\r\nhello\r\n'],
  ['NUL within quotes', '5;a="\0"\r\nhello\r\n'],
  ['an escaped NUL within quotes', '5;a="\\\0"\r\nhello\r\n'],
  ['DEL in an extension', '5;a\x7f\r\nhello\r\n'],
  ['vertical tab before an extension', '5\x0b;a\r\nhello\r\n'],
  ['an extension of five thousand bytes', `5;a=${'b'.repeat(5000)}\r\nhello\r\n`],
  ['five thousand blanks before an extension', `5${' '.repeat(5000)};a\r\nhello\r\n`],
  ['five thousand bytes in quotes', `5;a="${'b'.repeat(5000)}"\r\nhello\r\n`],
  ['a chunk longer than its size', '5\r\nhello!\r\n0\r\n\r\n', 'hello'],
  ['a chunk shorter than its size', '6\r\nhello\r\n0\r\n\r\n', 'hello\r'],
  ['no line end behind a chunk', `5\r\nhello${END}`, 'hello'],
  ['a bare LF behind a chunk', `5\r\nhello\n${END}`, 'hello'],
  ['a bare CR behind a chunk', `5\r\nhello\r${END}`, 'hello'],
  ['LF CR behind a chunk', `5\r\nhello\n\r${END}`, 'hello'],
  ['a blank before the line end behind a chunk', `5\r\nhello \r\n${END}`, 'hello'],
  ['an empty line between chunks', `5\r\nhello\r\n\r\n${END}`, 'hello'],
  ['a wrong size behind a right one', '5\r\nhello\r\nxyz\r\n', 'hello'],
  ['a bare LF as the end of the trailers', '5\r\nhello\r\n0\r\n\n', 'hello'],
  ['a bare CR as the end of the trailers', '5\r\nhello\r\n0\r\n\rx', 'hello'],
  ['a bare LF behind the last size', '5\r\nhello\r\n0\n\r\n', 'hello'],
  ['an event stream that is not chunked at all', 'data: hello\n\n'],
]

/** What RFC 9112 7.1.1 has no rule for: a name, and behind `=` a token or a quotation, and blanks only in between. */
const extensions: readonly (readonly [name: string, extension: string])[] = [
  ['empty', ';'],
  ['empty behind another', ';a;'],
  ['empty behind a quoted one', ';a="b";'],
  ['empty before another', ';;a'],
  ['without a name', ';=b'],
  ['without name and value', ';='],
  ['without a value', ';a='],
  ['without a value, before another', ';a=;b'],
  ['of two names', ';a b'],
  ['of two names and a value', ';a b=c'],
  ['of two values', ';a=b c'],
  ['of two equals signs', ';a=b=c'],
  ['with a blank behind the name', ';a '],
  ['with a blank behind the value', ';a=b '],
  ['with a blank behind the quotation', ';a="b" '],
  ['with a quoted name', ';"a"'],
  ['with quotes within the name', ';a"b"'],
  ['with quotes within the value', ';a=b"c"'],
  ['with a letter behind the quotation', ';a="b"c'],
  ['with two quotations', ';a="b""c"'],
  ['with quotes that stay open', ';a="b'],
  ['with an escape at its end', ';a="b\\'],
  ['with a slash in the name', ';a/b'],
  ['with a slash in the value', ';a=b/c'],
  ['in parentheses', ';(a)'],
  ['with a byte above 7f as its name', ';\xff'],
  ['with a byte above 7f as its value', ';a=\xff'],
]

const open: readonly (readonly [name: string, chunks: string, body: string])[] = [
  ['no chunk yet', '', ''],
  ['half a size', '1', ''],
  ['a size without its line end', '5\r', ''],
  ['a size', '5\r\n', ''],
  ['part of a chunk', '5\r\nhel', 'hel'],
  ['a chunk without its line end', '5\r\nhello', 'hello'],
  ['a chunk with half its line end', '5\r\nhello\r', 'hello'],
  ['a chunk', '5\r\nhello\r\n', 'hello'],
  ['an extension under way', '5\r\nhello\r\n5;a="b', 'hello'],
  ['the last size', '5\r\nhello\r\n0\r\n', 'hello'],
  ['all but the last byte', '5\r\nhello\r\n0\r\n\r', 'hello'],
  ['a chunk of thirteen digits', 'fffffffffffff\r\nbegin', 'begin'],
]

/** RFC 9112 7.1 and 7.1.1. */
export const chunked: readonly Row[] = [
  ...whole.map(([name, chunks, body]) => good(name, HEAD + chunks, { ...GIVEN, body })),
  ...refused.map(([name, chunks, body = '']) =>
    unfinished(name, HEAD + chunks, { ...GIVEN, body, error: 'malformed' }),
  ),
  ...extensions.map(([name, extension]) =>
    unfinished(`an extension ${name}`, `${HEAD}5${extension}\r\nhello\r\n${END}`, { ...GIVEN, error: 'malformed' }),
  ),
  ...open.map(([name, chunks, body]) => unfinished(`waits behind ${name}`, HEAD + chunks, { ...GIVEN, body })),
  bad('a wrong coding is told before its chunks', lines('HTTP/1.1 200 OK', 'transfer-encoding: x', '', END)),
]

function hexChunks(): string {
  return [...'123456789abcdefABCDEF'].map((digit) => `${digit}\r\n${digit.repeat(parseInt(digit, 16))}\r\n`).join('')
}

function hexBody(): string {
  return [...'123456789abcdefABCDEF'].map((digit) => digit.repeat(parseInt(digit, 16))).join('')
}
