import type { FastifyRequest } from 'fastify'

/**
 * Programs that open addresses which they found in a text, by their User-Agent: previews of chats and mails, scanners
 * of mail gateways, link checkers, monitors. Only known names, because a sender may call itself a bot.
 */
const KNOWN =
  /Slackbot|Slack-ImgProxy|Twitterbot|LinkedInBot|facebookexternalhit|Facebot|Discordbot|TelegramBot|^WhatsApp\/|SkypeUriPreview|MicrosoftPreview|Googlebot|GoogleImageProxy|Google-Safety|bingbot|BingPreview|DuckDuckBot|YandexBot|Baiduspider|Applebot|LinkChecker|W3C-checklink|lychee|Barracuda|Mimecast|Proofpoint|UptimeRobot|Pingdom|StatusCake|Site24x7/i

const PREVIEW = /prefetch|prerender|preview/i

/**
 * Whether a request only looks at an address and is no message to anybody: HEAD, a browser's prefetch, or a known
 * program that opens every link.
 */
export function isOnlooker({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  if (method === 'HEAD') return true
  if (method !== 'GET') return false
  const purpose = [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']].join(
    ' ',
  )
  return PREVIEW.test(purpose) || KNOWN.test(headers['user-agent'] ?? '')
}
