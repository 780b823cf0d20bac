import process from 'node:process'
import { startProxy } from '@strait/testkit'

const proxy = await startProxy({ credentials: process.argv[2] ?? '' })
console.log(proxy.port)
// The one who started it has left.
process.stdin.on('end', () => process.exit()).resume()
