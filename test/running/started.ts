import type { TestContext } from 'node:test'
import { type App, type AppOptions, type Collector, type RuntimeName, startApp, startCollector } from '@strait/testkit'

/** An app that ends with its test, however that ends. */
export async function appFor(context: TestContext, runtime: RuntimeName, options: AppOptions = {}): Promise<App> {
  const app = await startApp(runtime, options)
  context.after(() => app.kill())
  return app
}

export async function collectorFor(context: TestContext): Promise<Collector> {
  const collector = await startCollector()
  context.after(() => collector.close())
  return collector
}
