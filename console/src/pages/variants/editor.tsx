import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { CopyField } from '../../kit/wording/copy-field.tsx'
import { lengthInWords } from '../../words/copy/lengths.ts'
import { isInsertable } from '../../words/copy/liquid.ts'
import { isLongText, labelOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import { Audience } from './audience.tsx'
import { EditorFoot } from './editor-foot.tsx'
import type { EditorProps } from './editor-props.ts'
import { statusOf } from './list.tsx'
import { ThemesField } from './themes-field.tsx'
import type { Draft } from './use-draft.ts'
import css from './variants.module.css'

/** One field for each variable, who may get the wording, and its themes. */
export function Editor(props: EditorProps) {
  const { place, template, wording, draft, saving, preview, sampled, isReadOnly } = props
  const { content, change } = draft
  const fields = (sampled?.fields ?? []).flatMap(({ kind, name }) =>
    kind === 'field' && isInsertable(name) ? [name] : [],
  )
  return (
    <section className={css['panel']} aria-label={`Wording ${wording.name}`}>
      <div className={css['panelHead']}>
        <span className={css['title']}>
          <Letter letter={wording.letter} />
          <h2>{wording.name}</h2>
          <Chip tone={statusOf(wording).tone}>{statusOf(wording).text}</Chip>
        </span>
        <SaveState draft={draft} savedAt={saving.savedAt} />
      </div>
      <div className={css['panelBody']}>
        {draft.foundFrom !== undefined && (
          <Banner
            tone="accent"
            actions={
              <Button size="small" onPress={draft.discard}>
                Discard it
              </Button>
            }
          >
            You left this text unsaved <Age at={draft.foundFrom} />. Nobody else has seen it.
          </Banner>
        )}
        <TextField
          label="Name"
          value={content.name}
          onChange={name => change({ name })}
          isReadOnly={isReadOnly}
          maxLength={200}
        />
        {template.variables.map(name => {
          const length = ownOf(preview?.lengths, name)
          return (
            <CopyField
              key={name}
              label={labelOf(name)}
              value={ownOf(content.vars, name) ?? ''}
              onChange={text => change({ vars: { ...content.vars, [name]: text } })}
              aside={length && lengthInWords(length)}
              findings={preview?.findings.filter(({ variable }) => variable === name) ?? []}
              isLong={isLongText(name, ownOf(wording.vars, name) ?? '')}
              isReadOnly={isReadOnly}
              fields={fields}
            />
          )
        })}
        <div className={css['pair']}>
          <Audience
            targets={content.attrs}
            onChange={attrs => change({ attrs })}
            fit={preview?.audience}
            sampled={sampled}
            isReadOnly={isReadOnly}
          />
          <ThemesField
            org={place.org}
            themes={content.themes}
            onChange={themes => change({ themes })}
            isReadOnly={isReadOnly}
          />
        </div>
      </div>
      <EditorFoot {...props} />
    </section>
  )
}

function SaveState({ draft, savedAt }: { readonly draft: Draft; readonly savedAt: string | undefined }) {
  if (draft.isDirty) return <span className="meta">Not saved · kept in this browser</span>
  return savedAt === undefined ? null : (
    <span className="meta">
      Saved <Age at={savedAt} />
    </span>
  )
}
