import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../errors.js';
import { getForDownload, logLines, resultLines } from '../modules/search-jobs/job-export.js';
import { jobTarget, requireSearchJobs } from '../modules/search-jobs/search-jobs.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendText } from './identify.js';
import { recordRequest } from './record-request.js';

const formats = {
  jsonl: { type: 'application/jsonlines', lines: resultLines },
  log: { type: 'text/csv', lines: logLines },
} as const;

const largestId = 0x7fff_ffff;

/** What search jobs found, and how they went. Source: repositories and search reference, 6.2. */
export function searchExportRoute(app: FastifyInstance, services: Services): void {
  const options = {
    config: { access: 'the creator of the job, and site admins; of repositories that they may read' },
    exposeHeadRoute: false,
  };
  app.get<{ Params: { file: string } }>('/.api/search/export/:file', options, async (request, reply) => {
    reply.header('Vary', callerHeaders);
    const context = await admit(services, request, reply, 'never');
    if (!context) return reply;
    const [, name = '', format = ''] = /^(.*)\.(jsonl|log)$/s.exec(request.params.file) ?? [];
    if (format === '') return sendText(reply, 404, 'no route');
    const number = /^\d{1,10}$/.test(name) ? Number(name) : 0;
    if (number < 1 || number > largestId) return sendText(reply, 400, 'the id of a search job is a number');
    const { type, lines } = formats[format as keyof typeof formats];
    const download = { entity: 'search.job', action: 'downloaded', target: jobTarget(number) } as const;
    try {
      requireSearchJobs(services);
      const job = await getForDownload(context, number);
      await recordRequest(context, { ...download, details: { file: format } });
      const day = services.clock.now().toISOString().slice(0, 10);
      return reply
        .type(type)
        .header('Content-Disposition', `attachment; filename="search-jobs_${number}_${day}.${format}"`)
        .send(Readable.from(lines(context, job), { objectMode: false }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code !== 'FORBIDDEN') return sendText(reply, 404, error.message);
      await recordRequest(context, { ...download, outcome: 'DENIED', reason: error.message });
      return sendText(reply, 403, error.message);
    }
  });
}
