// Patterns of RE2, which DuckDB's regular expressions are. JavaScript reads them the same way with the flag `u`.

/** An address of email anywhere in a text, also an encoded one: user:ann@example.com, ann%40example.com. */
export const ADDRESS_WITHIN = String.raw`[^\s@＠<>,;"']+(?:@|＠|%40)(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}`

/**
 * A phone number in its international form, or with signs between groups of its digits. Digits alone are none: many ids of
 * campaigns and of people are digits. Fewer than `PHONE_DIGITS_MIN` digits may be a date.
 */
export const PHONE_NUMBER = String.raw`^(?:tel:)?(?:\+(?:[ ().\/-]{0,2}\d){7,15}|\(?\d{2,5}\)?(?:[ .\/-]{1,2}\(?\d{2,5}\)?){2,4})$`
export const PHONE_DIGITS_MIN = 9
