/** A text of another gateway's file as Strait would write it: its references are `${NAME}`. */
export type Referred =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'wrong'; readonly says: string; readonly hint: string }

/** A `${` of the file's own is nothing but these two characters. */
export function escaped(text: string): string {
  // As a function: in a replacement `$$` would be one `$`.
  return text.replaceAll('${', () => '$${')
}
