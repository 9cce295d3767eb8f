import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { sandboxesQuery, templatesQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Num } from '../../kit/show/num.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { Delete } from './delete.tsx'
import { NameForm } from './name-form.tsx'

const FIRST = 'prod'

/** The environments of this organisation. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const sandboxes = useQuery(sandboxesQuery(org))
  const templates = useQuery(templatesQuery(org))
  const listed = templates.data?.next_cursor === null ? templates.data.items : undefined
  return (
    <div className="stack">
      <PageHeader
        title="Sandboxes"
        sub="A sandbox is an environment for templates, such as a place to test. Real messages use prod."
        api={{ path: path`/orgs/${org}/sandboxes` }}
        actions={
          <DialogTrigger>
            <Button kind="primary" needs="administer">
              Create sandbox
            </Button>
            <Dialog title="Create sandbox">{close => <NameForm org={org} close={close} />}</Dialog>
          </DialogTrigger>
        }
      />
      <Loaded query={sandboxes}>
        {({ items }) => (
          <DataTable
            caption="Sandboxes"
            rows={items}
            idOf={({ name }) => name}
            columns={[
              { id: 'name', title: 'Sandbox', isHeading: true, cell: ({ name }) => name },
              {
                id: 'templates',
                title: 'Templates',
                isNumber: true,
                cell: ({ name }) =>
                  listed === undefined ? (
                    '–'
                  ) : (
                    <Num value={listed.filter(({ sandbox }) => sandbox === name).length} />
                  ),
              },
              {
                id: 'made',
                title: 'Made',
                cell: ({ created_at }) => <When at={created_at} precision="day" />,
              },
              {
                id: 'actions',
                title: 'Actions',
                cell: ({ name }) =>
                  name === FIRST ? (
                    <span className="meta">always there</span>
                  ) : (
                    <Actions org={org} name={name} />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}

const Actions = ({ org, name }: { readonly org: string; readonly name: string }) => (
  <span className="row">
    <DialogTrigger>
      <Button size="small" needs="administer" aria-label={`Rename ${name}`}>
        Rename…
      </Button>
      <Dialog title={`Rename ${name}`}>{close => <NameForm org={org} from={name} close={close} />}</Dialog>
    </DialogTrigger>
    <DialogTrigger>
      <Button size="small" kind="danger" needs="administer" aria-label={`Delete ${name}`}>
        Delete…
      </Button>
      <Dialog title={`Delete ${name}`} role="alertdialog">
        {close => <Delete org={org} name={name} close={close} />}
      </Dialog>
    </DialogTrigger>
  </span>
)
