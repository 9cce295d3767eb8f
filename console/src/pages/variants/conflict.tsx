import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { labelOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import { changesOf, contentOf } from './content.ts'
import { DiffText } from './diff-text.tsx'
import type { Draft } from './use-draft.ts'
import css from './variants.module.css'

interface Props {
  readonly draft: Draft
  /** The version that somebody else has saved. */
  readonly theirs: VariantView
  readonly etag: string | null
}

/** Somebody else saved this wording while it was being edited: both texts, and the choice between them. */
export function Conflict({ draft, theirs, etag }: Props) {
  const mine = draft.content
  const changed = changesOf(contentOf(theirs), mine)
  const variables = Object.keys({ ...theirs.vars, ...mine.vars }).filter(
    name => ownOf(theirs.vars, name) !== ownOf(mine.vars, name),
  )
  const rest = changed.filter(part => part !== 'vars')
  return (
    <Card tone="warning" title="Somebody else has changed this wording">
      <div className="stack" role="alert">
        <p>
          They saved it <Age at={theirs.updated_at} />. Your text is not lost. Below, what yours adds to
          theirs is underlined, and what it takes away is struck through.
        </p>
        {variables.map(name => (
          <div key={name}>
            <h3>{labelOf(name)}</h3>
            <DiffText before={ownOf(theirs.vars, name) ?? ''} after={ownOf(mine.vars, name) ?? ''} />
          </div>
        ))}
        {rest.length > 0 && <p className="meta">Also different: {rest.map(partInWords).join(', ')}.</p>}
        <div className={css['buttons']}>
          <Button
            onPress={() => {
              draft.discard()
              toast('You see their version now.')
            }}
          >
            Take theirs
          </Button>
          <Button kind="primary" onPress={() => draft.rebase(etag)}>
            Keep mine, then save
          </Button>
        </div>
      </div>
    </Card>
  )
}

const partInWords = (part: string): string =>
  ({ name: 'the name', attrs: 'who may get it', themes: 'the themes' })[part] ?? part
