import { enterOrg, requireOperator } from '../catalog/access.js';
import { attributeRoutes } from './attribute-routes.js';
import { keyRoutes } from './key-routes.js';
import { orgRoutes, orgsRoutes } from './org-routes.js';
import { platformRoutes } from './platform-routes.js';
import { sandboxRoutes } from './sandbox-routes.js';
/** Organisations, and what they have configured besides templates. */
export const settingsRoutes = async (app, services) => {
    const { access, db, vault, clock, publicUrl } = services;
    const configuration = { db, catalog: access.catalog };
    await app.register(async (operated) => {
        operated.addHook('onRequest', requireOperator(access));
        await operated.register(orgsRoutes, { configuration, clock });
    });
    await app.register(async (entered) => {
        entered.addHook('onRequest', enterOrg(access, 'manage'));
        await entered.register(orgRoutes, { configuration });
        await entered.register(sandboxRoutes, { configuration, clock });
        await entered.register(keyRoutes, { configuration, clock });
        await entered.register(attributeRoutes, { configuration, clock });
        await entered.register(platformRoutes, { configuration, clock, vault, publicUrl });
    });
};
