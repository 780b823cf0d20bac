import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { AppProcess, freePort, until } from '@strait/testkit'
import { ANSWERS, PATHS } from './exchanges.ts'

export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0
}

export interface NginxOptions {
  /** Where its files go; made if it is not there. */
  readonly directory: string
  /** The `server` blocks, given the port. */
  readonly http: (port: number) => string
  readonly command: (command: [string, ...string[]]) => [string, ...string[]]
}

/** One nginx process in the foreground: the event loop of a worker, without a master beside it. */
export async function startNginx({
  directory,
  http,
  command,
}: NginxOptions): Promise<{ port: number; app: AppProcess }> {
  mkdirSync(directory, { recursive: true })
  const port = await freePort()
  const file = join(directory, 'nginx.conf')
  writeFileSync(file, configOf(directory, http(port)))
  const line = command(['nginx', '-p', directory, '-e', join(directory, 'error.log'), '-c', file])
  const app = new AppProcess('node', { command: line })
  await until(async () => app.exit !== undefined || (await accepts(port)), {
    what: () => `nginx to listen; it wrote:\n${app.output}`,
  })
  if (app.exit !== undefined) throw new Error(`nginx ended:\n${app.output}`)
  return { port, app }
}

/** Answers the plain requests from memory and a file. */
export function answering(directory: string): NginxOptions['http'] {
  mkdirSync(directory, { recursive: true })
  const large = join(directory, 'large.json')
  writeFileSync(large, ANSWERS.large)
  // One parameter of nginx's config holds 4 kB at most.
  const [first, second] = [ANSWERS.prompt.slice(0, 2_000), ANSWERS.prompt.slice(2_000)]
  return (port) => `server {
    listen 127.0.0.1:${port} backlog=4096;
    default_type application/json;
    set $first '${first}';
    set $second '${second}';
    location = ${PATHS.small} { return 200 '${ANSWERS.small}'; }
    location = ${PATHS.prompt} { return 200 $first$second; }
    location = ${PATHS.large} { alias ${large}; }
  }`
}

/** The proxy that the others are held against. */
export function proxying(plain: number, streams: number): NginxOptions['http'] {
  return (port) => `upstream plain { server 127.0.0.1:${plain}; keepalive 512; keepalive_requests 100000000; }
  upstream streams { server 127.0.0.1:${streams}; keepalive 2048; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    proxy_http_version 1.1;
    proxy_set_header connection '';
    proxy_max_temp_file_size 0;
    location / { proxy_pass http://plain; }
    location /sse/ { proxy_buffering off; proxy_pass http://streams; }
  }`
}

function configOf(directory: string, http: string): string {
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  )
  return `daemon off;
master_process off;
pid ${directory}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 100000000;
  keepalive_timeout 300s;
  client_body_buffer_size 64k;
  client_max_body_size 0;
  ${temps.join('\n  ')}
  ${http}
}
`
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
