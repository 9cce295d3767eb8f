/** Loads page after page, each after the last item of the one before, until one is not full. */
export async function* pages<Item, Place>(
  first: Place,
  placeOf: (item: Item) => Place,
  sizeMax: number,
  load: (last: Place) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  let place = first
  for (;;) {
    const page = await load(place)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    if (page.length < sizeMax) return
    place = placeOf(last)
  }
}
