/**
 * MurmurHash3 (x86, 32 bits) over the UTF-16 units of a text: spreads well, takes nanoseconds and needs no waiting,
 * which WebCrypto's digests do. Not for secrets: who knows the seed can make texts that collide.
 */
export function hashText(text: string, seed: number): number {
  let hash = seed | 0
  const pairs = text.length & ~1
  for (let i = 0; i < pairs; i += 2) {
    hash ^= scramble(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  if (pairs < text.length) hash ^= scramble(text.charCodeAt(pairs))
  return finish(hash ^ (text.length * 2))
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

/** Each bit of what comes in changes half of what goes out. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
