import { nearestWord } from '../nearest.ts'
import type { RouteRow } from './route-table.ts'

/** For the 404: the door whose first segment is nearest to the one that was asked for. */
export function nearestDoor(table: readonly RouteRow[]): (path: string) => string | undefined {
  const doors = new Map(table.map(({ path }) => [path.split('/')[1] ?? '', path]))
  const words = [...doors.keys()].filter((word) => word !== '' && word !== '*')
  return (path) => {
    const asked = path.split('/')[1] ?? ''
    const word = nearestWord(asked, words)
    return word === undefined ? undefined : doors.get(word)
  }
}
