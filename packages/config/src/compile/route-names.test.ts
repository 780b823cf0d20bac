import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeNames } from './route-names.ts'

test('routeNames() calls no two routes the same', () => {
  const path = '/v1/*'
  const routes = [
    { path },
    { path, methods: ['GET', 'HEAD'] },
    { path },
    { path: '/x', name: '/v1/* (2)' },
    { path, listeners: ['inside'], path_ends: '/models' },
  ]
  assert.deepEqual(routeNames(routes), [
    ...['/v1/*', 'GET|HEAD /v1/*', '/v1/* (3)', '/v1/* (2)', 'inside /v1/* ending /models'],
  ])
})
