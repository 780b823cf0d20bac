import { readdir, readFile, readlink } from 'node:fs/promises'

/** Who listens on a TCP port, from Linux's /proc; undefined where that can't be told. */
export async function portHolder(port: number): Promise<string | undefined> {
  try {
    const inode = await listeningInode(port)
    return inode === undefined ? undefined : await ownerOf(inode)
  } catch {
    // Not Linux, or not ours to see.
    return undefined
  }
}

async function listeningInode(port: number): Promise<string | undefined> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8')).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      // 0A is LISTEN.
      if (state === '0A' && local.endsWith(`:${wanted}`)) return inode
    }
  }
  return undefined
}

async function ownerOf(inode: string): Promise<string | undefined> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const links = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const link of links) {
      const target = await readlink(`/proc/${pid}/fd/${link}`).catch(() => '')
      if (target !== `socket:[${inode}]`) continue
      const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
      return `${name} (process ${pid})`
    }
  }
  return undefined
}
