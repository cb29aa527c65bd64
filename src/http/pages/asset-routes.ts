import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { sendText } from '../identify.js';
import { assetSets } from './asset-sets.js';

const setNames = Object.keys(assetSets) as (keyof typeof assetSets)[];

/** Where pages find the files of a set. */
export const assetsPath = async (name: keyof typeof assetSets): Promise<string> =>
  `/.assets/${name}-${(await assetSets[name]()).hash}`;

/** `GET /.assets/<set>-<hash>/<file>`: scripts, styles and pictures. Nothing in them is secret. */
export function assetRoutes(app: FastifyInstance): void {
  app.get<{ Params: { set: string; file: string } }>(
    '/.assets/:set/:file',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const { set: path, file } = request.params;
      const name = setNames.find((candidate) => path.startsWith(`${candidate}-`));
      const set = name && (await assetSets[name]());
      const asset = set?.files.get(file);
      if (!set || !asset) return sendText(reply, 404, 'no route');
      // Another hash comes from a page of another version, while servers are replaced one after the other.
      const isCurrent = path === `${name}-${set.hash}`;
      reply.headers({
        'Content-Type': asset.type,
        'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
        'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
        'Cross-Origin-Resource-Policy': 'same-origin',
        Vary: 'Accept-Encoding',
      });
      const encoding = encodingFor(request.headers['accept-encoding']);
      if (!encoding) return reply.send(await promisify(gunzip)(asset.gzip));
      return reply.header('Content-Encoding', encoding).send(asset[encoding]);
    },
  );
}

/** The best form that a client takes (RFC 9110, section 12.5.3); undefined for the file as it is. */
function encodingFor(header: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const accepted = String(header ?? '')
    .toLowerCase()
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding));
}
