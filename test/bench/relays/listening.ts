import type { Server } from 'node:http'

export function listening(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address === 'object' && address !== null) console.log(`listening http://127.0.0.1:${address.port}`)
  })
}
