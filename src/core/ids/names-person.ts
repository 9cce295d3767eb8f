import { isAddress } from './spelling.ts'

// Names of attributes whose values are people, in lower case and without signs between words.
const OF_PEOPLE: ReadonlySet<string> = new Set([
  ...['id', 'uid', 'userid', 'user', 'username', 'login', 'personid', 'profileid', 'contactid', 'memberid'],
  ...[
    'customerid',
    'customer',
    'clientid',
    'accountid',
    'externalid',
    'anonymousid',
    'distinctid',
    'deviceid',
  ],
  ...['subscriberid', 'subscriberkey', 'contactkey', 'recipientid', 'trackingid', 'visitorid', 'sessionid'],
  ...['email', 'mail', 'emailaddress', 'mailaddress', 'address', 'phone', 'phonenumber', 'mobile', 'msisdn'],
  ...['name', 'fullname', 'firstname', 'lastname', 'surname', 'givenname', 'familyname', 'nickname'],
  ...['ip', 'ipaddress', 'street', 'birthday', 'birthdate', 'dateofbirth'],
])

/** Whether the values of an attribute name people, by its name as senders write it: `User ID`, `e-mail`, `firstName`. */
export const isNameOfPeople = (attribute: string): boolean =>
  OF_PEOPLE.has(attribute.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))

const PHONE = /^\+?\d[\d ()./-]{6,}$/
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** Whether a value of an attribute is that of a single person: an address, a phone number or a long id. */
export const isOnePerson = (value: string): boolean =>
  isAddress(value) || PHONE.test(value) || UUID.test(value)
