import type { Path } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import { listAt, mapAt } from './view.ts'

/** Where a route may lead, one by one, the groups on the way as well. */
export function placesOf(tree: Tree, to: Path): Path[] {
  const models = Object.keys(mapAt(tree, [...to, 'by_model']))
  return [to, ...models.map((model) => [...to, 'by_model', model]), [...to, 'without_model']].flatMap((place) =>
    below(tree, place),
  )
}

function below(tree: Tree, place: Path): Path[] {
  const list = [...place, 'targets']
  return [place, ...listAt(tree, list).flatMap((_, i) => below(tree, [...list, i]))]
}
