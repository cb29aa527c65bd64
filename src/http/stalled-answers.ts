import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.js';

/** Characters of an answer that the system takes at once, whatever the client does. */
const shortAnswer = 64 * 1024;

/**
 * Ends a connection whose client takes nothing of its answer for REQUEST_TIMEOUT_SECONDS: what the answer is read from,
 * a program or a place among those that may run at once, is not held for it any longer. One that waits for the server is
 * left alone.
 */
export function endStalledAnswers(app: FastifyInstance, { config }: Pick<Services, 'config'>): void {
  const longestMs = config.REQUEST_TIMEOUT_SECONDS * 1000;
  app.addHook('onSend', (_request, reply, payload, done) => {
    const { raw } = reply;
    const isShort = payload == null || (typeof payload === 'string' && payload.length < shortAnswer);
    if (!isShort) {
      raw.setTimeout(longestMs, () => {
        if (raw.writableLength > 0) raw.destroy();
        else raw.setTimeout(longestMs);
      });
    }
    done(null, payload);
  });
}
