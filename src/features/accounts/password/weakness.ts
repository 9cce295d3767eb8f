export const PASSWORD_LENGTH_MIN = 12

// The words under most passwords that have twelve characters or more and appear in leaks, once digits, signs and
// look-alikes are taken away.
const COMMON = new Set(
  (
    'password passwords passwort motdepasse contrasena senha letmein welcome willkommen changeme default secret ' +
    'admin administrator root user guest login master superman batman spiderman pokemon starwars football baseball ' +
    'basketball liverpool chelsea arsenal barcelona realmadrid manchester manchesterunited dragon monkey princess ' +
    'sunshine shadow iloveyou iloveyouforever iloveyousomuch trustno trustnobody whatever computer internet samsung ' +
    'google facebook linkedin microsoft apple amazon parley qwerty qwertyuiop qwertzuiop azerty azertyuiop asdfgh ' +
    'asdfghjkl zxcvbn zxcvbnm qwertyasdf qazwsx qazwsxedc qazwsxedcrfv onetwothree abc abcd abcde abcdef test testing ' +
    'hello helloworld summer winter spring autumn january february march april june july august september october ' +
    'november december monday friday sunday company correcthorsebatterystaple thisismypassword mypassword ' +
    'passwordpassword adminadmin iamtheboss letmeinnow lovelove charlie jordan michael jennifer jessica ashley'
  ).split(' '),
)

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
]

const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

/**
 * Why a password must not be used, as a sentence; undefined if it may be used.
 * @param about texts that everybody knows about the person, such as the address
 */
export function weaknessOf(password: string, about: readonly string[]): string | undefined {
  const length = [...password].length
  if (length < PASSWORD_LENGTH_MIN)
    return `The password has ${length} characters; it needs at least ${PASSWORD_LENGTH_MIN}. Several words are easy to remember.`
  const text = withoutAccents(password.toLowerCase())
  if (isRepetition(text)) return 'The password repeats a few characters. Choose another one.'
  if (isKeyboardRow(text)) return 'The password follows the alphabet or the keyboard. Choose another one.'
  if (cores(text).some(core => COMMON.has(core)))
    return 'The password is one of the most common ones, with a few characters changed. Choose another one.'
  const known = about.flatMap(namesIn)
  if (cores(text).some(core => known.includes(core)))
    return 'The password is your name or address, with a few characters changed. Choose another one.'
  return undefined
}

/** The same one to four characters all over: aaaaaaaaaaaa, abcabcabcabc. */
const isRepetition = (text: string): boolean => /^(.{1,4}?)\1*$/su.test(text) || new Set(text).size < 4

const isKeyboardRow = (text: string): boolean => {
  const backwards = [...text].reverse().join('')
  return ROWS.some(row => row.includes(text) || row.includes(backwards))
}

/** What is left without digits and signs: at the ends, anywhere, and with look-alikes read as letters. */
function cores(text: string): readonly string[] {
  const read = [...text].map(character => LOOKS_LIKE[character] ?? character).join('')
  const trimmed = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const lookalike = [...trimmed].map(character => LOOKS_LIKE[character] ?? character).join('')
  return [read, lookalike, trimmed, text].map(each => each.replaceAll(/[^\p{L}]/gu, ''))
}

/** The whole text, and its parts: of an address, or of a name. */
function namesIn(text: string): string[] {
  const lower = withoutAccents(text.toLowerCase())
  const parts = [lower, ...lower.split('@'), ...lower.split(/[@.\s]+/)]
  return parts.map(part => part.replaceAll(/[^\p{L}]/gu, '')).filter(part => part.length > 2)
}

const withoutAccents = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '')
