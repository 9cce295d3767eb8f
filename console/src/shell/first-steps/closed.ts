import { useSyncExternalStore } from 'react'

const keyOf = (org: string): string => `parley.first-steps.${org}`
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether this browser has not closed the first steps of an organisation. */
export const useFirstStepsShown = (org: string): boolean =>
  useSyncExternalStore(listen, () => localStorage.getItem(keyOf(org)) === null)

export function closeFirstSteps(org: string): void {
  localStorage.setItem(keyOf(org), 'closed')
  for (const listener of listeners) listener()
}
