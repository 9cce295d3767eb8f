import { useQuery } from '@tanstack/react-query'
import { Dialog } from '../../kit/overlays/dialog.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { labelOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import { DiffText } from './diff-text.tsx'
import { type Place, versionsQuery } from './queries.ts'

/** The texts that a wording had: who wrote them, when, and what changed. */
export function Versions({ place, variant }: { readonly place: Place; readonly variant: string }) {
  const versions = useQuery(versionsQuery(place, variant))
  return (
    <Dialog title="History of the text" size="wide">
      <Loaded query={versions}>
        {({ items, messages }) => (
          <div className="stack">
            <p className="sub">
              {messages > 0
                ? 'People got this wording. A change of its text makes a new version with figures of its own.'
                : 'Nobody got this wording yet, so its text can change.'}
            </p>
            {items.map(({ version, variant_id, vars, changed, changed_by, changed_at }, at) => (
              <section key={version} aria-label={`Version ${version}`}>
                <h3>
                  Version {version} · {changed_by ?? 'not known who'} · <When at={changed_at} />
                </h3>
                {variant_id !== variant && <p className="meta">It has figures of its own.</p>}
                {changed.map(name => (
                  <div key={name}>
                    <span className="meta">{labelOf(name)}</span>
                    <DiffText
                      before={ownOf(items[at + 1]?.vars, name) ?? ownOf(vars, name) ?? ''}
                      after={ownOf(vars, name) ?? ''}
                    />
                  </div>
                ))}
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}
