// Marks of variables: Liquid and Handlebars, Marketing Cloud, Mailchimp, template strings, Ruby, JSP and ERB, PHP,
// Template Toolkit, Salesforce, Razor, Python, Eloqua, and a Go value that was not given.
const MARKS =
  /\{\{|\}\}|\{%|%\}|%%[^%]+%%|\*\||\|\*|[$#@%]\{|\{[$!#]|[$@]\(|<%|%>|<\?|\[%|%\]|\[\[|\]\]|##[^#]+##|@@[^@]+@@|\$\$\w+\$\$|%!\w\(|%\(\w+\)[sd]/

// The whole text is the name of a variable between marks: {user_id}, <<user_id>>, %FIRST_NAME1%, |id|, «id».
const BETWEEN =
  /^(?<open>[{}<>[\]%$#@|«»‹›]{1,3}) ?[\p{L}_.][\p{L}\p{M}_. -]*\d? ?(?<close>[{}<>[\]%$#@|«»‹›]{1,3})$/u
// A name after a mark: $user_id, $user->id, @Model.Id, or a place to fill in: %s, %1$s, {1}.
const AFTER = /^(?:\$[a-z_.]+(?:->\w+)*|@model\.\w+|%[sd@]|%\d\$[sd]|\{\d\})$/i
// The same, without any sign besides those of plain ids: :user_id, __USER_ID__, -user_id-, com.acme.User@1b2c3d.
const PLAIN = /^(?::[a-z_]+|__[a-z_]+__|-[a-z_]+-|[a-z]\w*(?:\.\w+)+@[\da-f]{5,8})$/i

// An object that a program printed: [object Blob], function () {}, () => id, Symbol(), <User: None>.
const PRINTED =
  /^(?:\[object \w+\]|function\b.*\{.*|\(.*\) ?=>.*|(?:symbol|objectid)\(\W*0*\W*\)|<.*\b(?:none|null|undefined)>)$/i

const PAIRS: Readonly<Record<string, string>> = { '{': '}', '<': '>', '[': ']', '«': '»', '‹': '›' }

/** Whether the text has marks of a template, as a whole or in a part: such as order-{{id}}. */
export const hasMarks = (text: string): boolean => MARKS.test(text)

/** Whether the whole text is the name of a variable, as a template or a program writes it, or a printed object. */
export function isVariable(text: string): boolean {
  if (AFTER.test(text) || PRINTED.test(text)) return true
  const { open = '', close = '' } = BETWEEN.exec(text)?.groups ?? {}
  return open !== '' && [...open].reverse().every((mark, at) => (PAIRS[mark] ?? mark) === close[at])
}

export const isPlainVariable = (text: string): boolean => PLAIN.test(text)

/** The text without the escapes of addresses and of HTML, in which marks may hide. */
export function unescaped(text: string): string {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  if (!/%[0-9a-f]{2}/i.test(plain)) return plain
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain.replace(/%(2[45]|3[ce]|[57]b|[57]d|7c)/gi, mark => decodeURIComponent(mark))
  }
}
