import { customEvents } from './custom/index.js';
import { customerio } from './customerio/index.js';
import { iterable } from './iterable/index.js';
/** Every platform whose webhooks are understood. */
export const PLATFORMS = [customerio, iterable, customEvents];
const BY_SLUG = new Map(PLATFORMS.map(platform => [platform.slug, platform]));
/** The platform behind POST /api/webhook/:slug/:org. */
export const findPlatform = (slug) => BY_SLUG.get(slug);
