import { importNames } from '@strait/config'

export const help = `strait - an LLM passthrough gateway: all the policies, none of the transformation

Usage
  strait [serve]            serve on http://127.0.0.1:8787
  strait check [FILE]       validate a config and print its routes
  strait routes             the same for the config that serve would use
  strait init [FILE]        write a commented strait.yaml
  strait import NAME FILE   print another gateway's config as a strait.yaml
                            (NAME: ${[...importNames.keys()].join(', ')})

Flags
  -c, --config FILE         the config; else STRAIT_CONFIG (a path or inline YAML),
                            else ./strait.yaml, else none
      --env-file FILE       read NAME=value lines before the config's \${NAME} are looked up
      --log LEVEL           debug, info, warn, error or off; else STRAIT_LOG, else the config's
      --accept-unenforced NAME
                            start although this setting of another gateway's file,
                            which restricts something, is not enforced; repeatable
      --debug               log the matched rule, the upstream and masked headers; never bodies
  -h, --help                this text
  -v, --version             the version

Environment
  PORT, HOST                where to listen, unless the config's \`listen\` says so
  STRAIT_CONFIG, STRAIT_LOG, STRAIT_LOG_FORMAT (json or pretty), OTEL_*

Signals
  SIGHUP reloads the config (a changed file is noticed by itself)
  SIGTERM, SIGINT finish what is in flight, then end; a second one ends at once
`
