import { type Refused, testRefused } from '../../../test/portkey-rows.ts'

const azure = 'x-portkey-provider: azure-openai'
const config = (value: unknown) => `x-portkey-config: ${JSON.stringify(value)}`

const rows: readonly Refused[] = [
  // Names that become a part of a host
  {
    headers: [azure, 'x-portkey-azure-resource-name: 127.0.0.1:9019/x?'],
    says: /^x-portkey-azure-resource-name: write the name/,
  },
  { headers: [azure, 'x-portkey-azure-resource-name: evil.test/'], says: /^x-portkey-azure-resource-name: / },
  { headers: [azure, 'x-portkey-azure-resource-name: evil.test#'], says: /^x-portkey-azure-resource-name: / },
  { headers: [azure, 'x-portkey-azure-resource-name: user@evil'], says: /^x-portkey-azure-resource-name: / },
  { headers: [azure, 'x-portkey-azure-resource-name: a\\b'], says: /^x-portkey-azure-resource-name: / },
  { headers: [azure, 'x-portkey-azure-resource-name: a.b'], says: /^x-portkey-azure-resource-name: / },
  { headers: [azure, 'x-portkey-azure-resource-name: a%2fb'], says: /^x-portkey-azure-resource-name: / },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-deployment-id: ../../x'],
    says: /^x-portkey-azure-deployment-id: /,
  },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-deployment-id: ..'],
    says: /^x-portkey-azure-deployment-id: /,
  },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-api-version: 2024&x=1'],
    says: /^x-portkey-azure-api-version: /,
  },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-api-version: 2024-10-21'],
    targets: ['/v1/chat/completions'],
    says: /^x-portkey-azure-deployment-id: this path needs/,
  },
  {
    headers: ['x-portkey-provider: azure-ai', 'x-portkey-azure-foundry-url: evil'],
    says: /^x-portkey-azure-foundry-url: /,
  },
  {
    headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: evil.test/'],
    says: /^x-portkey-aws-region: write a region/,
  },
  { headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: US-EAST-1'], says: /^x-portkey-aws-region: / },
  { headers: ['x-portkey-provider: vertex-ai', 'x-portkey-vertex-region: a.b'], says: /^x-portkey-vertex-region: / },
  {
    headers: ['x-portkey-provider: vertex-ai', 'x-portkey-vertex-region: eu', 'x-portkey-vertex-project-id: a/../b'],
    says: /^x-portkey-vertex-project-id: /,
  },
  {
    headers: ['x-portkey-provider: workers-ai', 'x-portkey-workers-ai-account-id: ../x'],
    says: /^x-portkey-workers-ai-account-id: /,
  },
  // The gateway's own identity, and credentials that are not whole
  {
    headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-role-arn: arn:aws:iam::1:role/x'],
    says: /^x-portkey-aws-role-arn: the gateway's own identity/,
  },
  { headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-external-id: x'], says: /own identity/ },
  {
    headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: eu-west-1', 'x-portkey-aws-auth-type: assumedRole'],
    says: /^x-portkey-aws-auth-type: .*own identity/,
  },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-auth-mode: managed'],
    says: /^x-portkey-azure-auth-mode: .*own identity/,
  },
  {
    headers: [azure, 'x-portkey-azure-resource-name: acme', 'x-portkey-azure-auth-mode: workload'],
    says: /own identity/,
  },
  {
    headers: [azure, 'x-portkey-azure-managed-client-id: x'],
    says: /^x-portkey-azure-managed-client-id: .*own identity/,
  },
  { headers: [azure, 'x-portkey-azure-workload-client-id: x'], says: /own identity/ },
  {
    headers: ['x-portkey-provider: bedrock', 'x-portkey-aws-region: eu-west-1', 'x-portkey-aws-access-key-id: A'],
    says: /^x-portkey-aws-access-key-id: beside it aws_secret_access_key is missing/,
  },
  {
    headers: [
      'x-portkey-provider: bedrock',
      'x-portkey-aws-access-key-id: A',
      'x-portkey-aws-secret-access-key: planted',
    ],
    says: /beside it aws_region is missing/,
  },
  {
    headers: [
      azure,
      'x-portkey-azure-resource-name: acme',
      'x-portkey-azure-entra-client-id: c',
      'x-portkey-azure-entra-client-secret: planted',
    ],
    says: /beside it azure_entra_tenant_id is missing/,
  },
  {
    headers: [
      azure,
      'x-portkey-azure-resource-name: acme',
      'x-portkey-azure-entra-client-id: c',
      'x-portkey-azure-entra-client-secret: planted',
      'x-portkey-azure-entra-tenant-id: a/b',
    ],
    says: /^x-portkey-azure-entra-tenant-id: /,
  },
  {
    headers: ['x-portkey-provider: vertex-ai', 'x-portkey-vertex-service-account-json: {planted'],
    says: /^x-portkey-vertex-service-account-json: it is no JSON object/,
  },
  {
    headers: [
      'x-portkey-provider: vertex-ai',
      'x-portkey-vertex-service-account-json: {"type":"external_account","private_key":"planted"}',
    ],
    says: /its type is not service_account/,
  },
  // A credential of the config goes to no host that a request chose
  ...['custom-host: https://evil.test/v1', 'custom-host: https://api.openai.com/v1'].map((host) => ({
    headers: ['x-portkey-provider: @held', `x-portkey-${host}`],
    code: 'host_with_held_key',
    says: /^x-portkey-custom-host chooses/,
  })),
  {
    headers: ['x-portkey-virtual-key: held', 'x-portkey-custom-host: https://evil.test'],
    code: 'host_with_held_key',
    says: /custom-host/,
  },
  {
    headers: ['x-portkey-provider: held', 'x-portkey-custom-host: https://evil.test'],
    code: 'host_with_held_key',
    says: /custom-host/,
  },
  {
    headers: [config({ provider: '@held', custom_host: 'https://evil.test' })],
    code: 'host_with_held_key',
    says: /custom_host/,
  },
  {
    headers: [config({ targets: [{ provider: '@held', customHost: 'https://evil.test' }] })],
    code: 'host_with_held_key',
    says: /custom_host/,
  },
  {
    headers: [config({ provider: '@held', custom_host: 'https://evil.test', api_key: 'mine' })],
    code: 'host_with_held_key',
    says: /custom_host/,
  },
  {
    headers: ['x-portkey-config: pc-open', 'x-portkey-custom-host: https://evil.test'],
    code: 'host_with_held_key',
    says: /custom-host/,
  },
  {
    headers: ['x-portkey-config: pc-inside', 'x-portkey-custom-host: https://evil.test'],
    code: 'host_with_held_key',
    says: /custom-host/,
  },
  {
    headers: ['x-portkey-provider: @held-azure', 'x-portkey-azure-resource-name: evil'],
    code: 'host_with_held_key',
    says: /azure-resource-name/,
  },
  {
    headers: ['x-portkey-provider: @held-azure', 'x-portkey-azure-foundry-url: https://evil.test'],
    code: 'host_with_held_key',
    says: /azure-foundry-url/,
  },
]
await testRefused(rows)
