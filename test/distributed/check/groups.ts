/** Names of which some are equal. */
export interface Groups {
  join(one: string, other: string): void
  isSame(one: string, other: string): boolean
}

export function createGroups(): Groups {
  const next = new Map<string, string>()
  const find = (name: string): string => {
    const other = next.get(name)
    return other === undefined ? name : find(other)
  }
  return {
    join(one, other) {
      if (find(one) !== find(other)) next.set(find(one), find(other))
    },
    isSame: (one, other) => find(one) === find(other),
  }
}
