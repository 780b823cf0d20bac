import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Lead, testLeads } from '../../../test/portkey-rows.ts'
import { HELD, portkeyStage } from '../../../test/portkey-stage.ts'

const stage = await portkeyStage()

const bearer = 'authorization: Bearer theirs'
const rows: readonly Lead[] = [
  // Azure
  {
    says: 'azure, a deployment',
    ask: {
      headers: [
        'x-portkey-provider: azure-openai',
        'x-portkey-azure-resource-name: acme',
        'x-portkey-azure-deployment-id: gpt-4o',
        'x-portkey-azure-api-version: 2024-10-21',
        'api-key: k',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: ['api-key: k'],
  },
  {
    says: 'azure, a version of the client',
    ask: {
      target: '/v1/embeddings?api-version=x',
      headers: [
        'x-portkey-provider: azure-openai',
        'x-portkey-azure-resource-name: acme',
        'x-portkey-azure-deployment-id: d',
        'x-portkey-azure-api-version: 2024-10-21',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/deployments/d/embeddings?api-version=x',
  },
  {
    says: 'azure, a path without a deployment',
    ask: {
      target: '/v1/files',
      headers: [
        'x-portkey-provider: azure-openai',
        'x-portkey-azure-resource-name: acme',
        'x-portkey-azure-api-version: 2024-10-21',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/files?api-version=2024-10-21',
  },
  {
    says: 'azure, the v1 API',
    ask: {
      headers: [
        'x-portkey-provider: azure-openai',
        'x-portkey-azure-resource-name: acme',
        'x-portkey-azure-api-version: v1',
        'x-portkey-azure-deployment-id: d',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/v1/chat/completions',
  },
  {
    says: 'azure, no version',
    ask: {
      target: '/v1/responses',
      headers: ['x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: acme'],
    },
    url: 'https://acme.openai.azure.com/openai/v1/responses',
  },
  {
    says: 'azure, Claude',
    ask: {
      target: '/v1/messages',
      headers: ['x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: acme'],
    },
    url: 'https://acme.openai.azure.com/anthropic/v1/messages',
  },
  {
    says: 'azure, its own path',
    ask: {
      target: '/openai/deployments/d/chat/completions',
      headers: ['x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: acme'],
    },
    url: 'https://acme.openai.azure.com/openai/deployments/d/chat/completions',
  },
  {
    says: 'azure, an Entra token',
    ask: {
      headers: [
        'x-portkey-provider: azure-openai',
        'x-portkey-azure-resource-name: acme',
        'x-portkey-azure-ad-token: tok',
        'api-key: k',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/v1/chat/completions',
    headers: ['authorization: Bearer tok'],
  },
  {
    says: 'azure, a key in the config',
    ask: {
      headers: [
        'x-portkey-config: {"provider":"azure-openai","resource_name":"acme","deploymentId":"d","api_version":"2024-10-21","api_key":"k"}',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    headers: ['api-key: k'],
  },
  {
    says: 'azure, Foundry',
    ask: {
      headers: [
        'x-portkey-provider: azure-ai',
        'x-portkey-azure-foundry-url: https://acme.services.ai.azure.com/models',
        'x-portkey-azure-api-version: 2024-05-01',
      ],
    },
    url: 'https://acme.services.ai.azure.com/models/chat/completions?api-version=2024-05-01',
  },
  {
    says: 'azure of the config, a deployment of the request',
    ask: {
      headers: [
        'x-portkey-provider: @held-azure',
        'x-portkey-azure-deployment-id: d',
        'x-portkey-azure-api-version: 2024-10-21',
      ],
    },
    url: 'https://acme.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    headers: [`api-key: ${HELD}`],
  },
  {
    says: 'azure of the config, nothing more',
    ask: { headers: ['x-portkey-provider: @held-azure'] },
    url: 'https://acme.openai.azure.com/openai/v1/chat/completions',
    headers: [`api-key: ${HELD}`],
  },
  // Bedrock and Vertex
  {
    says: 'bedrock, in its own shape',
    ask: {
      target: '/model/m%3A0/converse',
      headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: eu-west-1', 'authorization: Bearer ABSK'],
    },
    url: 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m%3A0/converse',
    headers: ['authorization: Bearer ABSK'],
  },
  {
    says: 'bedrock, below /v1',
    ask: { target: '/v1/model/m/invoke', headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: eu-west-1'] },
    url: 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke',
  },
  {
    says: 'bedrock, in the shape of OpenAI',
    ask: { headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: us-west-2'] },
    url: 'https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1/chat/completions',
  },
  {
    says: 'vertex, in the shape of OpenAI',
    ask: {
      headers: [
        'x-portkey-provider: vertex-ai',
        'x-portkey-vertex-region: us-central1',
        'x-portkey-vertex-project-id: my-proj',
        bearer,
      ],
    },
    url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/my-proj/locations/us-central1/endpoints/openapi/chat/completions',
    headers: [bearer],
  },
  {
    says: 'vertex, below the project',
    ask: {
      target: '/v1/publishers/google/models/g:generateContent',
      headers: ['x-portkey-provider: vertex-ai', 'x-portkey-vertex-region: global', 'x-portkey-vertex-project-id: p'],
    },
    url: 'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/g:generateContent',
  },
  {
    says: 'vertex, a whole path',
    ask: {
      target: '/v1/projects/p/locations/eu/publishers/google/models/g:generateContent',
      headers: ['x-portkey-provider: vertex-ai'],
    },
    url: 'https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google/models/g:generateContent',
  },
]
await testLeads(rows)

test('portkeyDoor() signs with the AWS key of the headers, and sends none of it', async () => {
  const told = await stage.ask({
    target: '/model/anthropic.x-v1%3A0/invoke',
    headers: [
      'x-portkey-provider: bedrock',
      'x-portkey-aws-region: eu-west-1',
      'x-portkey-aws-access-key-id: AKIDEXAMPLE',
      'x-portkey-aws-secret-access-key: planted',
      'x-portkey-aws-session-token: session',
      'authorization: Bearer OPENAI_API_KEY',
    ],
    body: '{}',
  })
  assert.match(
    told.headers.join('\n'),
    /authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request/,
  )
  assert.match(told.headers.join('\n'), /x-amz-security-token: session/)
  assert.doesNotMatch(told.headers.join('\n'), /planted|OPENAI_API_KEY/)
})
