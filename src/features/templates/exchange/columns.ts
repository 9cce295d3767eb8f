import { csvLine } from '../../../lib/csv.ts'
import { ownOf } from '../../../lib/own.ts'
import type { StoredVariant } from '../variant-store.ts'

/** The columns besides the texts. */
export const COLUMNS: readonly string[] = ['name', 'status', 'control', 'themes', 'attrs']

/** Marks the column of a variable whose name is that of another column. */
export const PREFIX = 'vars.'

const columnOf = (variable: string): string =>
  COLUMNS.includes(variable.toLowerCase()) ? `${PREFIX}${variable}` : variable

/** Variants as CSV, one row a variant. Reading it gives the same variants. */
export const writeVariants = (
  variables: readonly string[],
  variants: readonly Pick<StoredVariant, 'name' | 'status' | 'is_control' | 'themes' | 'attrs' | 'vars'>[],
): string =>
  [
    [...COLUMNS, ...variables.map(columnOf)],
    ...variants.map(({ name, status, is_control, themes, attrs, vars }) => [
      name,
      status,
      is_control,
      themes.length > 0 ? JSON.stringify(themes) : '',
      Object.keys(attrs).length > 0 ? JSON.stringify(attrs) : '',
      ...variables.map(variable => ownOf(vars, variable) ?? ''),
    ]),
  ]
    .map(csvLine)
    .join('')
