import { cx } from '../../kit/cx.ts'
import { diffWords } from '../../words/copy/diff.ts'
import css from './variants.module.css'

/** A text with what it adds to another one underlined, and what it lacks struck through. */
export const DiffText = ({ before, after }: { readonly before: string; readonly after: string }) => (
  <p className={css['text']}>
    {withPlaces(diffWords(before, after)).map(({ kind, text, at }) => {
      if (kind === 'same') return <span key={at}>{text}</span>
      const Change = kind === 'added' ? 'ins' : 'del'
      return (
        <Change key={at} className={cx(css[kind])}>
          {text}
        </Change>
      )
    })}
    {before === '' && after === '' && <span className="meta">No text</span>}
  </p>
)

/** Each part with the place where it begins, in both texts together. */
function withPlaces<Part extends { readonly text: string }>(parts: readonly Part[]) {
  let end = 0
  return parts.map(part => {
    const at = end
    end += part.text.length
    return { ...part, at }
  })
}
