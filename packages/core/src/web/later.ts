/**
 * Runs `call` when whoever awaits the promise that this turn resolves has had it: one microtask would come before
 * them, two come after, and a timer costs more than all of the work.
 */
export function later(call: () => void): void {
  queueMicrotask(() => queueMicrotask(call))
}
