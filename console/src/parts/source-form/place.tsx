import type { ReactNode } from 'react'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import form from '../form.module.css'
import type { PartProps } from './draft.ts'
import css from './place.module.css'
import type { PlaceDraft } from './s3-draft.ts'

export interface PlaceProps extends Pick<PartProps, 'isDisabled' | 'problem'> {
  readonly s3: PlaceDraft
  readonly change: (change: Partial<PlaceDraft>) => void
}

interface Props extends PlaceProps {
  /** Such as redshift/acme/. */
  readonly example: string
  /** What a prefix keeps apart. */
  readonly help: string
  /** Between the fields and the checkbox. */
  readonly children?: ReactNode
  /** More checkboxes. */
  readonly choices?: ReactNode
}

/** A place in a bucket. */
export function Place({ s3, change, isDisabled, problem, example, help, children, choices }: Props) {
  const wrong = (field: string) => problem?.of(`/connection/${field}`)
  return (
    <Card title="Bucket">
      <div className={form['fields']}>
        <TextField
          label="Bucket"
          value={s3.bucket}
          onChange={bucket => change({ bucket })}
          isDisabled={isDisabled}
          isRequired
          isCode
          placeholder="acme-exports"
          error={wrong('bucket')}
        />
        <TextField
          label="Prefix"
          value={s3.prefix}
          onChange={prefix => change({ prefix })}
          isDisabled={isDisabled}
          isCode
          placeholder={example}
          help={help}
          error={wrong('prefix')}
        />
        <TextField
          label="Region"
          value={s3.region}
          onChange={region => change({ region })}
          isDisabled={isDisabled}
          isCode
          error={wrong('region')}
        />
        <TextField
          label="Endpoint"
          value={s3.endpoint}
          onChange={endpoint => change({ endpoint })}
          isDisabled={isDisabled}
          isCode
          placeholder="https://s3.example.com"
          help="Only for a store that is not Amazon’s."
          error={wrong('endpoint')}
        />
        {children}
        <div className={css['choices']}>
          <Checkbox
            isSelected={s3.pathStyle}
            onChange={pathStyle => change({ pathStyle })}
            isDisabled={isDisabled}
          >
            The bucket stands in the path, not in the host
          </Checkbox>
          {choices}
        </div>
      </div>
    </Card>
  )
}
