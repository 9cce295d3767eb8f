import { Button } from '../../kit/controls/button.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { maskedKey } from '../../words/integration.ts'
import { Highlighted } from './highlighted.tsx'
import css from './integration.module.css'
import type { SnippetView } from './step-view.ts'
import type { Keys } from './use-keys.ts'

const PLACEHOLDER = 'YOUR_API_KEY'

interface Props {
  readonly snippet: SnippetView
  readonly keys: Keys
  readonly isPrinted: boolean
}

/** A text to paste over there. A key that was made here stands in it once; it is masked after the page is left. */
export function StepSnippet({ snippet, keys, isPrinted }: Props) {
  const { title, where, code, language, scope } = snippet
  const made = scope && !isPrinted ? keys.made[scope] : undefined
  const known = scope ? keys.known(scope) : undefined
  const filled = made ? code.replaceAll(PLACEHOLDER, made.key) : code
  const shown =
    made || !known || isPrinted
      ? filled
      : code.replaceAll(PLACEHOLDER, maskedKey(known.prefix, known.last_four))
  return (
    <div className={css['snippet']}>
      <Snippet label={title} text={shown} copied={filled}>
        <Highlighted code={shown} language={language} />
      </Snippet>
      <p className="meta">{where}</p>
      {scope && !isPrinted && (
        <div className={css['key']}>
          <p className="meta">
            {made ? (
              <>
                Key <b>{made.name}</b>, made for this page. It is shown this once: paste it now.
              </>
            ) : known ? (
              <>
                Key <b>{known.name}</b> …{known.last_four}. Parley does not show it again; Copy puts{' '}
                {PLACEHOLDER} in its place.
              </>
            ) : (
              <>
                {PLACEHOLDER} is the place of a key with the scope “{scope}”.
              </>
            )}
          </p>
          {!made && (
            <Button size="small" needs="operate" isPending={keys.isMaking} onPress={() => keys.make(scope)}>
              {known ? 'Make another key' : 'Make the key'}
            </Button>
          )}
        </div>
      )}
      {scope && keys.error !== null && keys.error !== undefined && <Failed error={keys.error} />}
    </div>
  )
}
