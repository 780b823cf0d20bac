/** What every model here answers, in the pieces of its stream. */
export const WORDS = ['Good', ' mor', 'ning.'] as const
export const TEXT = WORDS.join('')

/** What it calls where the caller brought tools and no result yet; the arguments in the pieces of a stream. */
export const TOOL = { name: 'get_weather', pieces: ['{"ci', 'ty":"Pa', 'ris"}'], input: { city: 'Paris' } } as const

/** Speech, files, videos: all 256 bytes, so that whoever takes them for text spoils them. */
export const MEDIA: Buffer = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) & 0xff))

const RESULT = /"role":\s*"tool"|"function_call_output"|"tool_result"|"functionResponse"|"toolResult"/

/** The caller brought tools, and no result yet. */
export function callsTool(body: Readonly<Record<string, unknown>>): boolean {
  return (body['tools'] ?? body['toolConfig']) !== undefined && !RESULT.test(JSON.stringify(body))
}

/** A model named `limited` is answered with 429, one named `status-422` with 422. */
export function failingStatus(model: unknown): number | undefined {
  if (model === 'limited') return 429
  const [, status] = /^status-(\d{3})$/.exec(String(model)) ?? []
  return status === undefined ? undefined : Number(status)
}
