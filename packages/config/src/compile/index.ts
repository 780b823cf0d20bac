export { type Compiled, type CompileOptions, compilePlan } from './compile-plan.ts'
export { tryThis } from './pages.ts'
export type { RouteRow } from './route-table.ts'
