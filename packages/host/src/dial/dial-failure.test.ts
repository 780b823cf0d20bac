import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialFailure } from './dial-failure.ts'

const error = (code: string, message = code) => Object.assign(new Error(message), { code })

const table = [
  [error('ECONNREFUSED'), false, 'refused', undefined],
  [error('ENOTFOUND'), false, 'unresolved', undefined],
  [error('EAI_AGAIN'), false, 'unresolved', undefined],
  [new Error('failed to lookup address information: Name or service not known'), false, 'unresolved', undefined],
  [error('ETIMEDOUT'), false, 'unreachable', undefined],
  [error('EHOSTUNREACH'), false, 'unreachable', undefined],
  [error('EADDRNOTAVAIL'), false, 'unreachable', undefined],
  [new AggregateError([error('ENETUNREACH'), error('ECONNREFUSED')]), false, 'unreachable', undefined],
  [Object.assign(new AggregateError([error('EX')]), { code: 'ECONNREFUSED' }), false, 'refused', undefined],
  [error('EMFILE'), false, 'failed', undefined],
  ['no error at all', false, 'failed', undefined],
  [error('ECONNRESET'), true, 'tls', 'other'],
  [error('CERT_HAS_EXPIRED'), true, 'tls', 'expired'],
  [error('CERT_HAS_EXPIRED'), false, 'tls', 'expired'],
  [error('ERR_TLS_CERT_ALTNAME_INVALID'), true, 'tls', 'wrong_name'],
  [error('SELF_SIGNED_CERT_IN_CHAIN'), true, 'tls', 'unknown_issuer'],
  [error('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), true, 'tls', 'unknown_issuer'],
  [error('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), true, 'tls', 'client_certificate'],
  [
    error('EPROTO', 'SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED'),
    true,
    'tls',
    'client_certificate',
  ],
  [error('EPROTO', 'SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca'), true, 'tls', 'client_certificate'],
  [error('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), true, 'tls', 'client_certificate'],
  [new Error('received fatal alert: CertificateRequired'), true, 'tls', 'client_certificate'],
  [new Error('received fatal alert: UnknownCA'), true, 'tls', 'client_certificate'],
  [new Error('received fatal alert: HandshakeFailure'), true, 'tls', 'other'],
  [new Error('invalid peer certificate: Expired'), true, 'tls', 'expired'],
  [new Error('invalid peer certificate: certificate not valid for name "x"'), true, 'tls', 'wrong_name'],
  [new Error('invalid peer certificate: UnknownIssuer'), true, 'tls', 'unknown_issuer'],
  [error('EPROTO', 'SSL routines:OPENSSL_internal:UNEXPECTED_MESSAGE'), true, 'tls', 'other'],
] as const

for (const [cause, secure, code, reason] of table) {
  test(`dialFailure() says ${code} ${reason ?? ''} of ${String(cause)}${secure ? ' behind TCP' : ''}`, () => {
    const failure = dialFailure(cause, secure)
    assert.deepEqual([failure.code, failure.reason, failure.cause], [code, reason, cause])
  })
}
