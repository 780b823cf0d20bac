/** How many bytes may pass before what is left of them is looked for. */
const PASSED_MAX = 16 * 1024 * 1024

/** V8 collects young buffers when they come to twice the most that its space for young objects may grow to. */
const BALLAST = 64 * 1024 * 1024

let passed = 0

/**
 * What has passed is dead buffers, and V8 lets them come to 64 MB before it looks. On Deno a program can't lower that
 * bound, but it can come to it sooner, by a buffer that nobody ever writes to: it takes addresses and room in V8's
 * books, but no memory. Looking takes a tenth of a millisecond where nothing else is young.
 */
export function countPassed(bytes: number): void {
  passed += bytes
  if (passed < PASSED_MAX) return
  passed = 0
  try {
    void new ArrayBuffer(BALLAST)
    // The bound is looked at when the next one is made.
    void new ArrayBuffer(1)
  } catch {
    // No room for it, not even in the books: V8 collects when it finds it right.
  }
}
