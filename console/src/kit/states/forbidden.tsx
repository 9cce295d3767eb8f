import { type Permission, whoMay } from '../../api/permission.ts'
import { Empty } from './empty.tsx'

/** A whole page that the user may not see, or whose answer was 403. */
export const Forbidden = ({ needs }: { readonly needs: Permission }) => (
  <Empty title="This is not open to you">
    <p>{whoMay(needs)}. Ask an admin of this organisation for that role.</p>
  </Empty>
)
