export interface ReaderError {
  readonly code: 'malformed' | 'head_too_large' | 'unexpected_upgrade' | 'cut_head' | 'cut_body' | 'reset'
  readonly detail: string
}

export function malformed(detail: string): ReaderError {
  return { code: 'malformed', detail }
}

export function tooLarge(max: number): ReaderError {
  return { code: 'head_too_large', detail: `more than ${max} bytes` }
}
