import { useSingleKeys } from '../kit/single-keys.ts'
import { ROW_LINK } from '../kit/table/row-link.tsx'

/** Moves the focus to another row of the lists of a page: the first or last one if no row has it. */
function goBy(step: 1 | -1): void {
  // What is open over the page keeps the focus.
  if (document.querySelector('[role=dialog], [role=alertdialog], [role=menu]')) return
  const links = [...document.querySelectorAll<HTMLElement>(`main [${ROW_LINK}]`)]
  const at = links.findIndex(link => link.matches(':focus'))
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step
  links[next]?.focus()
}

const KEYS = { j: () => goBy(1), k: () => goBy(-1) }

/** `j` and `k` go to the next and to the previous row; Enter opens it. */
export const useRowKeys = (): void => useSingleKeys(KEYS)
