import type { Look, PatternNode } from './read-pattern.ts'

/** Places are indexes into the program's steps. */
export type Step =
  | { readonly kind: 'take'; readonly set: number; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number; readonly other: number }
  | { readonly kind: 'look'; readonly look: Look; readonly next: number }
  | { readonly kind: 'match' }

export interface Program {
  readonly steps: readonly Step[]
  readonly start: number
  /** It can only begin where the text begins. */
  readonly anchored: boolean
}

/** How many steps it comes to when what is repeated is written out. */
export function stepsOf(node: PatternNode): number {
  switch (node.kind) {
    case 'set':
    case 'look':
      return 1
    case 'all':
      return Math.max(1, sum(node.nodes))
    case 'any':
      return sum(node.nodes) + node.nodes.length - 1
    case 'repeat': {
      const { least, most } = node
      const each = stepsOf(node.node)
      return Math.max(1, least * each + (most === Infinity ? each + 1 : (most - least) * (each + 1)))
    }
    default:
      return node satisfies never
  }
}

function sum(nodes: readonly PatternNode[]): number {
  return nodes.reduce((total, node) => total + stepsOf(node), 0)
}

/** Thompson's construction, from the end to the beginning: what follows is there before what leads to it. */
export function program(node: PatternNode): Program {
  const steps: Step[] = [{ kind: 'match' }]
  const start = lead(steps, node, 0)
  return { steps, start, anchored: isAnchored(steps, start) }
}

/** Puts in the steps of `node` that go on to `next`; says where they begin. */
function lead(steps: Step[], node: PatternNode, next: number): number {
  switch (node.kind) {
    case 'set':
      return steps.push({ kind: 'take', set: node.set, next }) - 1
    case 'look':
      return steps.push({ kind: 'look', look: node.look, next }) - 1
    case 'all':
      return node.nodes.reduceRight((follows, each) => lead(steps, each, follows), next)
    case 'any': {
      const [first, ...more] = node.nodes.map((each) => lead(steps, each, next))
      return more.reduce((other, way) => steps.push({ kind: 'fork', next: way, other }) - 1, first as number)
    }
    case 'repeat': {
      let follows = node.most === Infinity ? loop(steps, node.node, next) : next
      for (let i = node.least; i < node.most && node.most !== Infinity; i++) {
        follows = steps.push({ kind: 'fork', next, other: lead(steps, node.node, follows) }) - 1
      }
      for (let i = 0; i < node.least; i++) follows = lead(steps, node.node, follows)
      return follows
    }
    default:
      return node satisfies never
  }
}

function loop(steps: Step[], node: PatternNode, next: number): number {
  const again = steps.push({ kind: 'match' }) - 1
  steps[again] = { kind: 'fork', next, other: lead(steps, node, again) }
  return again
}

/** Whether every way from the start first looks for the beginning of the text. */
function isAnchored(steps: readonly Step[], start: number): boolean {
  const ways = [start]
  const seen = new Set<number>()
  for (let at = ways.pop(); at !== undefined; at = ways.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const step = steps[at] as Step
    if (step.kind === 'take' || step.kind === 'match') return false
    if (step.kind === 'fork') ways.push(step.next, step.other)
    else if (step.look !== 'start') ways.push(step.next)
  }
  return true
}
