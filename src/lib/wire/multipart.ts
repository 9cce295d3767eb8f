const PART = /^(?<head>(?:[^\r\n]+\r?\n)+)\r?\n(?<value>[\s\S]*?)\r?\n?$/
const NAME = /^content-disposition:[^\r\n]*?[ ;]name="?(?<name>[^"\r\n;]*)"?/im

/** Whether a text is a body of the type multipart/form-data. */
export const isMultipart = (text: string): boolean =>
  text.startsWith('--') && /^--[^\r\n]+\r?\ncontent-/i.test(text)

/** The fields of such a body, without its files. Its first line is the boundary. */
export function multipartFields(text: string): readonly (readonly [string, string])[] {
  const boundary = text.slice(0, text.search(/\r?\n/))
  return `\n${text}`.split(`\n${boundary}`).flatMap(part => {
    const { head = '', value = '' } = PART.exec(part.replace(/^\r?\n/, ''))?.groups ?? {}
    const name = NAME.exec(head)?.groups?.['name'] ?? ''
    return name === '' || /;\s*filename/i.test(head) ? [] : [[name, value] as const]
  })
}
