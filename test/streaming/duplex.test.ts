import assert from 'node:assert/strict'
import { chunkBytes, lastChunk, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('both directions flow at once', async ({ connect }) => {
    using client = await connect()
    await client.write('POST /up/duplex HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n')
    await client.write(chunkBytes('ping 0;'))
    const answer = await client.openResponse()
    let expected = 'ping 0;'
    await answer.waitForText(expected)
    for (let i = 1; i < 20; i++) {
      await client.write(chunkBytes(`ping ${i};`))
      expected += `ping ${i};`
      await answer.waitForText(expected)
    }
    await client.write(lastChunk())
    await answer.done
    assert.equal(answer.complete, true)
    assert.equal(answer.text(), expected)
  })

  for (const { name, chunked, size } of [
    { name: 'an upload in chunks reaches the upstream while it is still on its way', chunked: true, size: 3 },
    { name: 'an upload with a length reaches the upstream while it is still on its way', chunked: false, size: 3 },
    { name: 'a long upload reaches the upstream while it is still on its way', chunked: false, size: 40_000 },
  ]) {
    promises(name, async ({ connect, upstream }) => {
      const target = `/echo?slow=${name.split(' ')[2]}-${size}`
      const piece = (letter: string) => (chunked ? chunkBytes(letter.repeat(size)) : letter.repeat(size))
      using client = await connect()
      const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${3 * size}`
      await client.write(`POST /up${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n\r\n`)
      await client.write(piece('a'))
      const seen = await upstream.waitForRequest((one) => one.target === target)
      for (const [i, letter] of ['b', 'c'].entries()) {
        const bytes = size * (i + 1)
        await until(() => seen.content.length === bytes, { what: `${bytes} bytes at the upstream` })
        assert.equal(seen.state, 'reading')
        await client.write(piece(letter))
      }
      if (chunked) await client.write(lastChunk())
      const answer = await client.readResponse()
      assert.equal(answer.text(), 'a'.repeat(size) + 'b'.repeat(size) + 'c'.repeat(size))
    })
  }

  for (const target of ['/up/early-413', '/up/early-413?close']) {
    promises(`${target}: an answer that comes while the client uploads is handed on`, async ({ connect }) => {
      using client = await connect()
      const bytes = 32 * 1024 * 1024
      await client.write(`POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${bytes}\r\n\r\nfirst bytes`)
      // The rest never comes: the answer can't be waiting for it.
      const answer = await client.readResponse()
      assert.equal(answer.status, 413)
      assert.deepEqual(answer.json(), { error: 'too large' })
      assert.equal(answer.complete, true)
    })

    promises(`${target}: a client that uploads on and on gets to read the answer`, async ({ connect }) => {
      using client = await connect()
      const block = Buffer.alloc(65_536, 'upload')
      void client.send({ method: 'POST', target, body: Array.from({ length: 128 }, () => block) })
      const answer = await client.readResponse()
      assert.equal(answer.status, 413)
      assert.equal(answer.complete, true)
      assert.deepEqual(answer.json(), { error: 'too large' })
    })
  }

  promises('after an early answer the next exchange is clean', async ({ exchange }) => {
    for (let i = 0; i < 5; i++) {
      const early = await exchange({ method: 'POST', target: '/up/early-413', body: [Buffer.alloc(100_000), 'rest'] })
      assert.equal(early.answer.status, 413)
      const { answer, seen } = await exchange({ method: 'POST', target: '/up/echo', body: `after ${i}` })
      assert.equal(answer.text(), `after ${i}`)
      assert.equal(seen.content.bytes().toString(), `after ${i}`)
    }
  })
})
