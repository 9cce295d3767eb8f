/**
 * The items of a stored call, each changed, in SQL. The functions that build JSON are not immutable, and a distributed database
 * refuses such in an `update`. So the list is put together as text.
 * @param changed the new value of an `item`, which is never null
 */
export const itemsWith = (changed: string): string =>
  `(select ('[' || string_agg((${changed})::text, ',' order by place) || ']')::jsonb
    from jsonb_array_elements(items) with ordinality as each (item, place))`
