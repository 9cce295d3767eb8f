/** The sum of numbers; 0 for an empty list. */
export function total(numbers: Iterable<number>): number {
  let sum = 0
  for (const number of numbers) sum += number
  return sum
}
