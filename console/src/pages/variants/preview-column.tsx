import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Preview } from '../../../../src/features/templates/preview/preview-schema.ts'
import type { TemplateView } from '../../../../src/features/templates/schema.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { usePermission } from '../../api/permission.ts'
import { previewQuery } from '../../api/wording-queries.ts'
import { Select } from '../../kit/controls/select.tsx'
import { Forbidden } from '../../kit/states/forbidden.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Device, MessagePreview } from '../../kit/wording/message-preview.tsx'
import { samplesInWords } from '../../words/copy/wording.ts'
import { PastePerson } from './paste-person.tsx'
import type { Place } from './queries.ts'
import { type ChosenPerson, NOBODY_ID, OWN } from './use-person.ts'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

interface Props {
  readonly place: Place
  readonly template: TemplateView
  readonly person: ChosenPerson
  readonly device: Device
  readonly control: Wording | undefined
  readonly preview: UseQueryResult<Preview>
}

/** The wording as one person would read it. */
export function PreviewColumn({ place, template, person, device, control, preview }: Props) {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const mayPreview = usePermission('edit')
  const { data: org } = useQuery(orgQuery(place.org))
  const { people, chosen, choose, paste, sampled } = person
  const { fields, attrs } = person.person
  const controlPreview = useQuery({
    ...previewQuery(place.org, place.template, { variant_id: control?.id ?? '', fields, attrs }),
    enabled: mayPreview && control !== undefined,
  })
  if (!mayPreview) return <Forbidden needs="edit" />
  return (
    <section className={css['panel']} aria-label="Preview">
      <div className={css['panelHead']}>
        <Select
          label="Preview as"
          value={chosen}
          onChange={choose}
          options={[
            ...people.map(({ id, label }) => ({ value: id, label })),
            { value: NOBODY_ID, label: 'Nobody: no fields' },
            ...(chosen === OWN ? [{ value: OWN, label: 'Your own fields' }] : []),
          ]}
        />
        <PastePerson person={person.person} onPaste={paste} />
      </div>
      <div className={css['panelBody']}>
        <Loaded query={preview} needs="edit">
          {shown => (
            <>
              {!shown.eligible && (
                <p className={css['warning']}>This person may not get the wording: see Who may get it.</p>
              )}
              <MessagePreview
                channel={template.channel}
                variables={template.variables}
                preview={shown}
                control={controlPreview.data?.rendered}
                from={org?.name ?? place.org}
                device={device}
                onDevice={next =>
                  navigate({ search: before => ({ ...before, device: next }), replace: true })
                }
              />
            </>
          )}
        </Loaded>
        {sampled && <p className="note meta">{samplesInWords(sampled).join(' ')}</p>}
      </div>
    </section>
  )
}
