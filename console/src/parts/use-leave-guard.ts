import { useBlocker } from '@tanstack/react-router'

/** Asks before a page with unsaved changes is left. */
export const useLeaveGuard = (isDirty: boolean): void => {
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isDirty &&
      current.pathname !== next.pathname &&
      !window.confirm('Leave this page? What you have changed is not saved.'),
    enableBeforeUnload: isDirty,
  })
}
