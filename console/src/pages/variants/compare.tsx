import { useNavigate } from '@tanstack/react-router'
import { CheckboxGroup } from '../../kit/controls/checkbox-group.tsx'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { labelOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import { DiffText } from './diff-text.tsx'
import { statusOf } from './list.tsx'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

const COLUMNS_MAX = 4

interface Props {
  readonly variables: readonly string[]
  readonly wordings: readonly Wording[]
  /** Ids, separated by commas. */
  readonly compared: string | undefined
}

/** Control and up to three other wordings beside each other. Each shows what it changes in the first one. */
export function Compare({ variables, wordings, compared }: Props) {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const served = wordings.filter(({ status }) => status !== 'archived')
  const control = served.find(({ control: isControl }) => isControl)
  const others = served.filter(({ id }) => id !== control?.id)
  const ids = compared?.split(',') ?? [control?.id, ...others.slice(0, 2).map(({ id }) => id)]
  const chosen = [...(control ? [control] : []), ...others]
    .filter(({ id }) => ids.includes(id))
    .slice(0, COLUMNS_MAX)
  const [first] = chosen
  const choose = (next: readonly string[]) =>
    navigate({
      search: before => ({ ...before, compare: next.slice(-COLUMNS_MAX).join(',') }),
      replace: true,
    })
  if (served.length < 2)
    return <Empty title="There is nothing to compare">Add a second wording, then compare the two here.</Empty>
  return (
    <div className="stack">
      <CheckboxGroup
        label="Wordings to compare"
        help="Two to four. What a wording adds to the first one is underlined; what it leaves out is struck through."
        options={[...(control ? [control] : []), ...others].map(({ id, letter, name }) => ({
          value: id,
          label: `${letter} ${name}`,
        }))}
        value={chosen.map(({ id }) => id)}
        onChange={choose}
      />
      <div className={css['compare']}>
        {chosen.map(wording => (
          <article key={wording.id} className={css['column']} aria-label={wording.name}>
            <h2 className={css['title']}>
              <Letter letter={wording.letter} />
              {wording.name}
              <Chip tone={statusOf(wording).tone}>{statusOf(wording).text}</Chip>
            </h2>
            {variables.map(name => (
              <div key={name}>
                <h3 className="meta">{labelOf(name)}</h3>
                <DiffText
                  before={ownOf((first === wording ? wording : first)?.vars, name) ?? ''}
                  after={ownOf(wording.vars, name) ?? ''}
                />
              </div>
            ))}
          </article>
        ))}
      </div>
    </div>
  )
}
