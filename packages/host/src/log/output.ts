import process from 'node:process'

export type OutputName = 'stdout' | 'stderr'

/** Takes text; `done` tells when it is out, or why it could not be written. It never throws. */
export type Output = (text: string, done: (error?: unknown) => void) => void

/** An output of the process, without its way to end the process: a write that fails is told to whoever wrote. */
export function processOutput(name: OutputName): Output {
  const stream = process[name]
  // Each write hears of its own fault; as an event that nobody listens to it would end the process as well.
  stream.on('error', () => {})
  return (text, done) => {
    try {
      stream.write(text, (error) => done(error ?? undefined))
    } catch (error) {
      done(error)
    }
  }
}
