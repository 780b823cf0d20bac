import { nodeDial } from '../dial/node-dial.ts'
import { sendContract } from './send-contract-fixture.ts'
import { createTransport } from './wire.ts'

await sendContract('createTransport(nodeDial)', createTransport(nodeDial))
