/** A value as a person writes it: numbers, true, false, null, lists and objects as JSON; everything else is text. */
export function readValue(text: string): unknown {
  if (!/^\s*(?:true|false|null|-?\d+(?:\.\d+)?|[[{].*[\]}])\s*$/s.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A value as `readValue` reads it. A text that looks like a number stays a text only inside JSON. */
export const writeValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
