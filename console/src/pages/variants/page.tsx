import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { addressOf, path } from '../../api/call.ts'
import { templateQuery } from '../../api/org-queries.ts'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { useSingleKeys } from '../../kit/single-keys.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { AddButton } from './add-button.tsx'
import { Compact } from './compact.tsx'
import { Compare } from './compare.tsx'
import { EditView } from './edit-view.tsx'
import { ImportButton } from './import-dialog.tsx'
import { LockBanner } from './lock-banner.tsx'
import { sharesQuery } from './queries.ts'
import { toWordings, type Wording } from './wordings.ts'

const MODES = [
  { value: 'edit', label: 'Edit' },
  { value: 'compare', label: 'Compare' },
  { value: 'compact', label: 'Compact' },
] as const

/** The wordings of a template: written, previewed, compared and approved here. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const { mode = 'edit' } = useSearch({ from: '/o/$org/templates/$tpl/variants' })
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const place = { org, template: tpl }
  const template = useQuery(templateQuery(org, tpl))
  const variants = path`/orgs/${org}/templates/${tpl}/variants`
  return (
    <TemplateFrame
      exports={[
        { label: 'CSV', href: addressOf(`${variants}.csv`) },
        { label: 'JSON', href: addressOf(`${variants}.json`) },
      ]}
      api={{ path: variants }}
      actions={
        <>
          <Segmented
            label="View"
            options={MODES}
            value={mode}
            onChange={next => navigate({ search: before => ({ ...before, mode: next }) })}
          />
          <ImportButton place={place} variables={template.data?.variables ?? []} />
          {template.data && <AddButton place={place} template={template.data} />}
        </>
      }
    >
      <h2 className="visually-hidden">Wordings</h2>
      <Loaded query={template}>
        {found => (
          <>
            <LockBanner place={place} template={found} />
            <View place={place} template={found} mode={mode} />
          </>
        )}
      </Loaded>
    </TemplateFrame>
  )
}

interface ViewProps {
  readonly place: { readonly org: string; readonly template: string }
  readonly template: Static<typeof TemplateDetail>
  readonly mode: 'edit' | 'compare' | 'compact'
}

function View({ place, template, mode }: ViewProps) {
  const { v, compare } = useSearch({ from: '/o/$org/templates/$tpl/variants' })
  const shares = useQuery(sharesQuery(place))
  // A former text is shown only when an address leads to it.
  const wordings = toWordings(template, shares.data?.shares ?? []).filter(
    ({ id, replaced_by }) => replaced_by === null || id === v,
  )
  const selected = wordings.find(({ id }) => id === v) ?? wordings[0]
  useNeighbourKeys(wordings, selected)
  const { variables } = template
  if (mode === 'compare') return <Compare variables={variables} wordings={wordings} compared={compare} />
  if (mode === 'compact') return <Compact place={place} variables={variables} wordings={wordings} />
  return <EditView place={place} template={template} wordings={wordings} selected={selected} />
}

/** `[` and `]` go to the wording before and after. */
function useNeighbourKeys(wordings: readonly Wording[], selected: Wording | undefined): void {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const go = (steps: number) => {
    const at = wordings.findIndex(({ id }) => id === selected?.id)
    const next = wordings[at + steps]
    if (next) void navigate({ search: before => ({ ...before, v: next.id }) })
  }
  useSingleKeys({ '[': () => go(-1), ']': () => go(1) })
}
