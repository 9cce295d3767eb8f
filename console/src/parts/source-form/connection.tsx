import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Card } from '../../kit/show/card.tsx'
import { NEW_CONNECTIONS, type PartProps } from './draft.ts'
import { Bucket, type S3Props } from './s3.tsx'
import { S3Credentials } from './s3-credentials.tsx'
import { Share } from './share.tsx'

interface Props extends PartProps {
  /** A stored source keeps its kind. */
  readonly isNew: boolean
}

const KINDS = [
  {
    value: 's3',
    label: 'Files in a bucket',
    help: 'Parquet in Amazon S3, or a store that speaks its protocol.',
  },
  { value: 'delta_sharing', label: 'A shared table', help: 'Delta Sharing, such as from Databricks.' },
] as const

/** Where the rows are, and what lets Parley read them. */
export function Connection({ isNew, draft, change, isDisabled, problem }: Props) {
  const { connection } = draft
  const part = { isDisabled, problem }
  return (
    <>
      {isNew && (
        <Card title="Where the rows are">
          <RadioGroup
            label="Kind"
            look="cards"
            options={KINDS}
            value={connection.kind}
            onChange={kind => change({ connection: NEW_CONNECTIONS[kind] })}
            isDisabled={isDisabled}
          />
        </Card>
      )}
      {connection.kind === 's3' ? (
        <S3 {...part} s3={connection} change={given => change({ connection: { ...connection, ...given } })} />
      ) : (
        <Share
          {...part}
          share={connection}
          change={given => change({ connection: { ...connection, ...given } })}
        />
      )}
    </>
  )
}

const S3 = (props: S3Props) => (
  <>
    <Bucket {...props} />
    <S3Credentials {...props} verb="reads" />
  </>
)
