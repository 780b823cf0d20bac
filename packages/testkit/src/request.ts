import { type ClientOptions, connect } from './client.ts'
import type { IncomingResponse } from './incoming-response.ts'
import type { RequestOptions } from './request-bytes.ts'

/** One request on a connection of its own; returns when no more of the response will come. */
export async function request(port: number, options: RequestOptions & ClientOptions = {}): Promise<IncomingResponse> {
  const client = await connect(port, options)
  try {
    // Not awaited: an answer may come while the body is still on its way.
    void client.send(options)
    return await client.readResponse(options.method)
  } finally {
    client.close()
  }
}
