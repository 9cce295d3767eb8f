import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog } from '../../kit/overlays/dialog.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Create } from './create.tsx'
import { KeyTable } from './key-table.tsx'
import { keysQuery } from './queries.ts'

/** Which programs may call this organisation. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { create } = useSearch({ from: '/o/$org/settings/keys' })
  const navigate = useNavigate({ from: '/o/$org/settings/keys' })
  const keys = useQuery(keysQuery(org))
  const open = (isOpen: boolean) => void navigate({ search: isOpen ? { create: true } : {} })
  const createButton = (
    <Button kind="primary" needs="operate" onPress={() => open(true)}>
      Create API key
    </Button>
  )
  return (
    <div className="stack">
      <PageHeader
        title="API Keys"
        sub="Programs that call Parley show a key. Parley keeps no key, only what recognises it."
        api={{ path: path`/orgs/${org}/keys` }}
        actions={createButton}
      />
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no API key yet" action={createButton}>
              A platform or your backend needs one to ask for wordings.
            </Empty>
          ) : (
            <KeyTable org={org} keys={items} />
          )
        }
      </Loaded>
      <Dialog title="Create API key" size="wide" isOpen={create === true} onOpenChange={open}>
        {close => <Create org={org} close={close} />}
      </Dialog>
    </div>
  )
}
