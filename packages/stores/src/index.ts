export { type MemoryCacheOptions, memoryCache } from './memory/memory-cache.ts'
