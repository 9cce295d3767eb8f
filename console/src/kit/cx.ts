/** Joins class names. Absent ones are left out. */
export const cx = (...names: readonly (string | false | undefined)[]): string =>
  names.filter(name => name !== undefined && name !== false).join(' ')
