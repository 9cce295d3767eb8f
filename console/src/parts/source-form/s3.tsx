import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import type { PartProps } from './draft.ts'
import css from './form.module.css'
import type { S3Draft } from './s3-draft.ts'

export interface S3Props extends Pick<PartProps, 'isDisabled' | 'problem'> {
  readonly s3: S3Draft
  readonly change: (change: Partial<S3Draft>) => void
}

/** Where the export lies in a bucket, and when a day of it is complete. */
export function Bucket({ s3, change, isDisabled, problem }: S3Props) {
  const wrong = (field: string) => problem?.of(`/connection/${field}`)
  return (
    <Card title="Bucket">
      <div className={css['fields']}>
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
          placeholder="redshift/acme/"
          help="It ends with a slash: acme/ never reads acme-corp/."
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
        <NumberField
          label="Minutes of quiet"
          value={s3.quietMinutes}
          onChange={quietMinutes => Number.isFinite(quietMinutes) && change({ quietMinutes })}
          isDisabled={isDisabled}
          minValue={0}
          maxValue={10_080}
          help="A day without a marker is complete after so many minutes without a change."
          error={wrong('quiet_minutes')}
        />
        <div className={css['choices']}>
          <Checkbox
            isSelected={s3.pathStyle}
            onChange={pathStyle => change({ pathStyle })}
            isDisabled={isDisabled}
          >
            The bucket stands in the path, not in the host
          </Checkbox>
          <Checkbox isSelected={s3.append} onChange={append => change({ append })} isDisabled={isDisabled}>
            New files of a day are added to old ones. Otherwise they replace them.
          </Checkbox>
        </div>
      </div>
    </Card>
  )
}
