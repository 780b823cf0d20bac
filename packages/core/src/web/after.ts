/** What comes of a value: at once where it is there already, so that a stage that waits for nothing costs nothing. */
export function after<T, R>(value: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(then) : then(value)
}
