/** A row that a process may lease. */
export interface Claimable {
  readonly orgId: number
  readonly id: string
}

/** More than the number of processes that claim at the same moment. */
export const CLAIMABLE_MAX = 20

/**
 * Leases the first row that no other process has leased meanwhile. A look for the rows of all organisations locks
 * none, as a distributed database cannot; each lease is a statement of one organisation.
 * @param claim leases a row unless it is leased by now; it returns the row, or nothing
 */
export async function claimFirst<Row>(
  free: readonly Claimable[],
  claim: (row: Claimable) => Promise<readonly Row[]>,
): Promise<Row | undefined> {
  for (const row of free) {
    const [claimed] = await claim(row)
    if (claimed !== undefined) return claimed
  }
  return undefined
}
