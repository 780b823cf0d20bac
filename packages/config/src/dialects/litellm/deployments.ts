import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { LitellmWork } from './work.ts'

/** An entry of `model_list` that can be called. */
export interface Deployment {
  readonly from: Path
  /** What callers ask for; a `*` stands for any. */
  readonly name: string
  /** As `providers` calls it. */
  readonly provider: string
  readonly type: string
  /** As the provider knows it. */
  readonly model: string
}

/** Those of one name, in the order of the file. */
export function groupsOf(deployments: readonly Deployment[]): ReadonlyMap<string, readonly Deployment[]> {
  const inOrder = deployments.toSorted((a, b) => Number(a.from[1]) - Number(b.from[1]))
  return Map.groupBy(inOrder, ({ name }) => name)
}

/** `order`: the lower number first; those without one come last. */
export function orderOf(work: LitellmWork, { from }: Deployment): number {
  const order = work.at([...from, 'litellm_params', 'order'])
  return typeof order === 'number' ? order : Number.POSITIVE_INFINITY
}

const METRICS = ['weight', 'rpm', 'tpm']

/** The shares of those beside each other: by the first of these members that one of them has. */
export function sharesOf(work: LitellmWork, deployments: readonly Deployment[]): (Placed | undefined)[] {
  const place = ({ from }: Deployment, metric: string) => [...from, 'litellm_params', metric]
  const metric = METRICS.find((each) => deployments.some((one) => typeof work.at(place(one, each)) === 'number'))
  if (metric === undefined) return deployments.map(() => undefined)
  const weights = deployments.map((one) => {
    const weight = work.at(place(one, metric))
    return new Placed(typeof weight === 'number' ? weight : 0, place(one, metric))
  })
  // Any of them then.
  return weights.every(({ value }) => value === 0) ? deployments.map(() => undefined) : weights
}
