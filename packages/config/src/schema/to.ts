import * as v from 'valibot'
import { modelName, modelPattern } from './model.ts'
import { forms, isMap, keyOf, listOf, mapOf, members, optional, required } from './shape.ts'
import { node } from './target.ts'

const toByModel = v.pipe(
  members('to', {
    by_model: required(
      mapOf('a map of model → where it goes', keyOf(modelPattern, 'a model, with one * at most'), node),
      'The model that the path or the JSON body names decides. `gpt-*` is every model whose name begins so; the most specific name wins, whatever the order; `*` is all others. Without it a model that fits none is 400.',
    ),
    without_model: optional(
      node,
      'Where a request goes that names no model (`GET /v1/files`). Default: where `*` goes; without either it is 400.',
    ),
  }),
  v.transform((to) => ({ kind: 'by_model' as const, ...to })),
)

const toModels = v.pipe(
  members('to', {
    models: required(
      listOf('a list of names of models', modelName),
      "Answered here, as OpenAI's `GET /v1/models` is: the list of these names, or the one that follows in the path.",
    ),
  }),
  v.transform((to) => ({ kind: 'models' as const, ...to })),
)

/** `{ url }`, `{ provider }`, `{ passthrough }`, `{ adapter }`, `{ strategy, targets }`, `{ by_model }` or `{ models }`. */
export const to = forms([node, toByModel, toModels], (input) => {
  if (!isMap(input) || 'url' in input || 'provider' in input) return 0
  return 'by_model' in input ? 1 : 'models' in input ? 2 : 0
})

export type To = v.InferOutput<typeof to>
