/** A report of an event, by one of the two channels. */
export interface Report {
  /** Every id by which the other channel may name its message. */
  readonly keys: readonly string[]
  readonly atMs: number
}

/** Both channels may round times, and each takes the clock of another server. */
export const TOLERANCE_MS = 120_000

/**
 * Counts the reports that the other channel has too: of the same message, within the tolerance. Each report of the
 * other channel stands for one, so three opens and one open have one in common.
 */
export function countPairs(reports: readonly Report[], others: readonly Report[]): number {
  const byKey = new Map<string, Report[]>()
  for (const other of [...others].sort(byTime))
    for (const key of new Set(other.keys)) {
      const list = byKey.get(key)
      if (list) list.push(other)
      else byKey.set(key, [other])
    }
  const used = new Set<Report>()
  let pairs = 0
  // In order of time, the earliest that fits leaves most to those that follow.
  for (const report of [...reports].sort(byTime)) {
    const fits = (other: Report) => !used.has(other) && Math.abs(other.atMs - report.atMs) <= TOLERANCE_MS
    const found = report.keys.map(key => byKey.get(key)?.find(fits)).find(other => other !== undefined)
    if (found === undefined) continue
    used.add(found)
    pairs++
  }
  return pairs
}

const byTime = (left: Report, right: Report): number => left.atMs - right.atMs
