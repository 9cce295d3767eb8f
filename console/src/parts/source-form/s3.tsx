import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import type { PartProps } from './draft.ts'
import { Place } from './place.tsx'
import type { S3Draft } from './s3-draft.ts'

export interface S3Props extends Pick<PartProps, 'isDisabled' | 'problem'> {
  readonly s3: S3Draft
  readonly change: (change: Partial<S3Draft>) => void
}

/** Where the export lies in a bucket, and when a day of it is complete. */
export const Bucket = (props: S3Props) => {
  const { s3, change, isDisabled, problem } = props
  return (
    <Place
      {...props}
      example="redshift/acme/"
      help="It ends with a slash: acme/ never reads acme-corp/."
      choices={
        <Checkbox isSelected={s3.append} onChange={append => change({ append })} isDisabled={isDisabled}>
          New files of a day are added to old ones. Otherwise they replace them.
        </Checkbox>
      }
    >
      <NumberField
        label="Minutes of quiet"
        value={s3.quietMinutes}
        onChange={quietMinutes => Number.isFinite(quietMinutes) && change({ quietMinutes })}
        isDisabled={isDisabled}
        minValue={0}
        maxValue={10_080}
        help="A day without a marker is complete after so many minutes without a change."
        error={problem?.of('/connection/quiet_minutes')}
      />
    </Place>
  )
}
