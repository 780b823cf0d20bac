const now: Promise<void> = Promise.resolve()

/** Runs `call` after what is running now. Node's own `queueMicrotask` makes an async resource for each call. */
export function soon(call: () => void): void {
  void now.then(call)
}

/**
 * Runs `call` when whoever awaits the promise that this turn resolves has had it: one microtask would come before
 * them, two come after, and a timer costs more than all of the work.
 */
export function later(call: () => void): void {
  void now.then(idle).then(call)
}

function idle(): void {}
