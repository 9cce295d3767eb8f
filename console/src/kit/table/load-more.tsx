import { numberInWords } from '../../words/numbers.ts'
import { Button } from '../controls/button.tsx'

interface Props {
  /** How many rows are shown, and what they are: "messages". */
  readonly shown: number
  readonly unit: string
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}

/** Under a list that comes in pages: how much is shown, and more. */
export const LoadMore = ({ shown, unit, hasMore, isLoading, onMore }: Props) => (
  <>
    <span className="meta">
      {numberInWords(shown)} {unit} shown{hasMore ? ', there are more' : ''}
    </span>
    {hasMore && (
      <Button size="small" isPending={isLoading} onPress={onMore}>
        {isLoading ? 'Loading …' : 'Load more'}
      </Button>
    )}
  </>
)
