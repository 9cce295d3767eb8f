import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ComponentProps, ReactNode } from 'react'
import { Loaded } from '../states/loaded.tsx'
import { DataTable } from './data-table.tsx'
import { LoadMore } from './load-more.tsx'

interface Props<Row> extends Omit<ComponentProps<typeof DataTable<Row>>, 'rows' | 'foot'> {
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly Row[] }>>
  /** What the rows are: one, and several. */
  readonly unit: readonly [one: string, several: string]
  /** Instead of the table while there is no row. */
  readonly empty: ReactNode
  /** Beside the number of rows. */
  readonly aside?: ReactNode
}

/** A list that comes in pages, with its states. */
export const PagedTable = <Row,>({ query, unit, empty, aside, ...table }: Props<Row>) => (
  <Loaded query={query}>
    {({ pages }) => {
      const rows = pages.flatMap(({ items }) => items)
      if (rows.length === 0) return empty
      return (
        <DataTable
          {...table}
          rows={rows}
          foot={
            <>
              <LoadMore
                shown={rows.length}
                unit={unit[rows.length === 1 ? 0 : 1]}
                hasMore={query.hasNextPage}
                isLoading={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
              {aside}
            </>
          }
        />
      )
    }}
  </Loaded>
)
