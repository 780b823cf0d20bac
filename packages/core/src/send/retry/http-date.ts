const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const TIME = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})'
const FORMS = [
  // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${TIME} GMT$`),
  // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\\d{2}) ${TIME} GMT$`),
  // asctime: Sun Nov  6 08:49:37 1994
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
]

/**
 * An HTTP date in any of its three forms (RFC 9110 5.6.7) as wall ms; undefined where it is none. `Date.parse` takes
 * each form on some runtimes only, and much that is no date. The day's name is not checked against the date.
 */
export function readHttpDate(text: string, now: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups
    if (parts !== undefined) return instantOf(parts, now)
  }
  return undefined
}

function instantOf(parts: Record<string, string>, now: number): number | undefined {
  const { year = '', month = '' } = parts
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number)
  if (day === undefined || hour === undefined || minute === undefined || second === undefined) return undefined
  // 60 is a leap second (RFC 5322 3.3).
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const fullYear = year.length === 4 ? Number(year) : fourDigits(Number(year), now)
  const date = new Date(0)
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(fullYear, MONTHS.indexOf(month), day)
  // What is no day of that month, and what is no month, comes out as another day.
  if (date.getUTCDate() !== day || MONTHS[date.getUTCMonth()] !== month) return undefined
  return date.setUTCHours(hour, minute, second)
}

/** RFC 9110 5.6.7: what seems more than 50 years ahead is the last year that ended so. */
function fourDigits(year: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear()
  const guess = thisYear - (thisYear % 100) + year
  return guess > thisYear + 50 ? guess - 100 : guess
}
