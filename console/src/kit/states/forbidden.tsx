import { type Permission, useWhoMay } from '../../api/permission.ts'
import { Empty } from './empty.tsx'

/** A whole page that the user may not see, or whose answer was 403. */
export function Forbidden({ needs }: { readonly needs: Permission }) {
  const who = useWhoMay(needs)
  return (
    <Empty title="This is not open to you">
      <p>{who}. Ask an admin of this organisation for that role.</p>
    </Empty>
  )
}
