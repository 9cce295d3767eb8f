import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { useDebounced } from '../../kit/use-debounced.ts'
import { CopyField } from '../../kit/wording/copy-field.tsx'
import { lengthInWords } from '../../words/copy/lengths.ts'
import { isLongText, labelOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import type { Form, FormWording } from './form.ts'
import { draftPreviewQuery } from './queries.ts'
import css from './template-new.module.css'
import type { PartProps } from './what-part.tsx'

interface Props extends PartProps {
  readonly org: string
  /** The key of the wording in the preview. */
  readonly shown: number
  readonly onShow: (key: number) => void
}

/** Control and the wordings that may do better. */
export function WordsPart({ org, form, change, shown, onShow }: Props) {
  const { wordings } = form
  const edit = (key: number, part: Partial<FormWording>) =>
    change({ wordings: wordings.map(each => (each.key === key ? { ...each, ...part } : each)) })
  const add = () => {
    const control = wordings.find(each => each.control)
    const key = Math.max(...wordings.map(each => each.key)) + 1
    const name = `Wording ${String.fromCharCode(64 + wordings.length)}`
    change({ wordings: [...wordings, { key, name, control: false, vars: control?.vars ?? {}, themes: [] }] })
    onShow(key)
  }
  const treated = wordings.filter(each => !each.control)
  return (
    <Card title="2 · Words">
      <div className="stack">
        <p className="sub">
          Control is the text that you send today. The other wordings are drafts until somebody approves them.
        </p>
        {wordings.map(wording => (
          <Wording
            key={wording.key}
            {...{ org, form, wording }}
            letter={wording.control ? '=' : String.fromCharCode(65 + treated.indexOf(wording))}
            isShown={wording.key === shown}
            onShow={() => onShow(wording.key)}
            onEdit={part => edit(wording.key, part)}
            onRemove={() => change({ wordings: wordings.filter(each => each.key !== wording.key) })}
          />
        ))}
        <span>
          <Button onPress={add}>Add a wording</Button>
        </span>
      </div>
    </Card>
  )
}

interface WordingProps {
  readonly org: string
  readonly form: Form
  readonly wording: FormWording
  readonly letter: string
  readonly isShown: boolean
  readonly onShow: () => void
  readonly onEdit: (part: Partial<FormWording>) => void
  readonly onRemove: () => void
}

const SETTLE_MS = 300

function Wording({ org, form, wording, letter, isShown, onShow, onEdit, onRemove }: WordingProps) {
  const settled = useDebounced(wording.vars, SETTLE_MS)
  const { data: preview } = useQuery(draftPreviewQuery(org, form, settled, false))
  return (
    <section
      className={css['wording']}
      aria-label={wording.name}
      data-shown={isShown}
      // The preview follows the field that is being written in.
      onFocus={onShow}
    >
      <div className="row between">
        <span className="row">
          <Letter letter={letter} />
          {wording.control && <Chip tone="accent">Control</Chip>}
        </span>
        {!wording.control && (
          <Button kind="quiet" size="small" onPress={onRemove}>
            Remove
          </Button>
        )}
      </div>
      <TextField label="Name" value={wording.name} onChange={name => onEdit({ name })} maxLength={200} />
      {form.variables.map(variable => {
        const text = ownOf(wording.vars, variable) ?? ''
        const length = ownOf(preview?.lengths, variable)
        return (
          <CopyField
            key={variable}
            label={labelOf(variable)}
            value={text}
            onChange={next => onEdit({ vars: { ...wording.vars, [variable]: next } })}
            aside={length && text !== '' ? lengthInWords(length) : undefined}
            findings={preview?.findings.filter(finding => finding.variable === variable) ?? []}
            isLong={isLongText(variable, '')}
          />
        )
      })}
    </section>
  )
}
