import type { UseQueryResult } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { S3ConnectionView } from '../../../src/features/warehouse/s3/connection.ts'
import type { SetupPart, SetupView } from '../../../src/features/warehouse/sources/setup-schema.ts'
import { Card } from '../kit/show/card.tsx'
import { Snippet } from '../kit/show/snippet.tsx'
import { Empty } from '../kit/states/empty.tsx'
import { Loaded } from '../kit/states/loaded.tsx'
import css from './setup-parts.module.css'

const WHO: Readonly<Record<SetupPart['who'], string>> = {
  bucket: 'At the bucket',
  warehouse: 'In the warehouse',
  parley: 'At Parley',
}

interface Props {
  readonly query: UseQueryResult<Static<typeof SetupView>>
  /** Of a bucket, for the external id of a role. */
  readonly credentials?: S3ConnectionView['credentials']
}

/** What has to be set up at the other side, ready to paste. */
export const SetupParts = ({ query, credentials }: Props) => (
  <div className="stack">
    {credentials?.type === 'assume_role' && (
      <Snippet label="External id, for the trust policy of the role" text={credentials.external_id} />
    )}
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="Nothing has to be set up" />
        ) : (
          <div className="stack">
            {groupsOf(items).map(({ who, parts }) => (
              <Card key={who} title={WHO[who]}>
                <ol className={css['parts']}>
                  {parts.map(({ key, title, text, language, code }) => (
                    <li key={key} className={css['part']}>
                      <h3>{title}</h3>
                      <p className="sub">{text}</p>
                      <Snippet label={`${title} (${language})`} text={code} />
                    </li>
                  ))}
                </ol>
              </Card>
            ))}
          </div>
        )
      }
    </Loaded>
  </div>
)

/** Parts that follow each other and are done by the same. */
function groupsOf(items: readonly SetupPart[]) {
  const groups: { readonly who: SetupPart['who']; readonly parts: SetupPart[] }[] = []
  for (const part of items) {
    const last = groups.at(-1)
    if (last?.who === part.who) last.parts.push(part)
    else groups.push({ who: part.who, parts: [part] })
  }
  return groups
}
