// For servers on node:http. Apart from the rest: who does not serve so need not load it, and HTTP/2 with it, to start.
export type { Http2Side } from './http/http2-side.ts'
export { serveNode } from './http/node-http.ts'
export { nodeHttp2 } from './http/node-http2.ts'
export { takePreface } from './http/node-http2-preface.ts'
export { listenNode, nodeServerOptions, nodeTls } from './http/node-listen.ts'
