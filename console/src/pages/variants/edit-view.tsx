import { useQuery } from '@tanstack/react-query'
import type { TemplateView } from '../../../../src/features/templates/schema.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Desk } from './desk.tsx'
import { WordingList } from './list.tsx'
import { type Place, variantQuery } from './queries.ts'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

interface Props {
  readonly place: Place
  readonly template: TemplateView
  readonly wordings: readonly Wording[]
  readonly selected: Wording | undefined
}

/** The list, the editor of one wording, and its preview. */
export function EditView({ place, template, wordings, selected }: Props) {
  if (template.variables.length === 0)
    return (
      <Empty
        title="This template has no variables yet"
        action={
          <LinkButton to="/o/$org/templates/$tpl/settings" params={{ org: place.org, tpl: place.template }}>
            Open the settings
          </LinkButton>
        }
      >
        A variable is a part of the message, such as subject and body. Name them in the settings, then write
        wordings here.
      </Empty>
    )
  if (!selected)
    return (
      <Empty title="This template has no wording yet">
        Begin with control: the text that you send today. Then add wordings that may do better.
      </Empty>
    )
  const control = wordings.find(({ control: isControl, status }) => isControl && status !== 'archived')
  const treated = wordings.filter(({ control: isControl, status }) => !isControl && status !== 'archived')
  return (
    <div className={css['columns']}>
      <div className="stack">
        <WordingList variables={template.variables} wordings={wordings} selected={selected.id} />
        {treated.length === 0 && (
          <p className="note">
            Everybody gets control. Add a wording, and Parley finds out which does better.
          </p>
        )}
        {treated.length > 0 && treated.every(({ status }) => status === 'draft') && (
          <p className="note">No wording is approved yet, so everybody gets control.</p>
        )}
      </div>
      <Opened key={selected.id} {...{ place, template, control }} wording={selected} />
    </div>
  )
}

interface OpenedProps extends Pick<Props, 'place' | 'template'> {
  readonly wording: Wording
  readonly control: Wording | undefined
}

function Opened({ place, template, wording, control }: OpenedProps) {
  const variant = useQuery(variantQuery(place, wording.id))
  return (
    <Loaded query={variant}>
      {({ answer, etag }) => <Desk {...{ place, template, wording, control, etag }} saved={answer} />}
    </Loaded>
  )
}
