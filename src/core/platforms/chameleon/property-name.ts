/**
 * The profile property of a Tour in Chameleon's form: lower case, with underscores for all characters except letters
 * and digits, and between the words of camelCase.
 */
export const propertyName = (what: string, tourId: string): string => `${plain(what)}_${tourId.toLowerCase()}`

const plain = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .replace(/^_+|_+$/g, '')
