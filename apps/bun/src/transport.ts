export { createTransport } from '@strait/host'
