import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import type { SetupPart } from '../../../../../src/features/warehouse/sources/setup-schema.ts'
import { setupQuery } from '../../../api/source-queries.ts'
import { Card } from '../../../kit/show/card.tsx'
import { Snippet } from '../../../kit/show/snippet.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import { Loaded } from '../../../kit/states/loaded.tsx'
import css from '../source.module.css'

const WHO: Readonly<Record<SetupPart['who'], string>> = {
  bucket: 'At the bucket',
  warehouse: 'In the warehouse',
  parley: 'At Parley',
}

/** What has to be set up at the other side, ready to paste. */
export function SetUp({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(setupQuery(org, source.id))
  const { connection } = source
  return (
    <div className="stack">
      {connection.kind === 's3' && connection.credentials.type === 'assume_role' && (
        <Snippet
          label="External id, for the trust policy of the role"
          text={connection.credentials.external_id}
        />
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
}

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
