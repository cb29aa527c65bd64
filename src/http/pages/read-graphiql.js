import { parentPort } from 'node:worker_threads';
import * as graphiql from '@graphql-yoga/render-graphiql/graphiql';

// Runs as a worker, so that the package's 9 MB of strings neither stop the server while they are read nor stay in
// its memory. The workers of the editor are named by the labels that the editor asks for.
const texts = {
  'graphiql.js': graphiql.js,
  'graphiql.css': graphiql.css,
  'editorWorkerService.worker.js': graphiql.editorWorkerService,
  'json.worker.js': graphiql.jsonWorker,
  'graphql.worker.js': graphiql.graphqlWorker,
};
const files = Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)]);
parentPort.postMessage(
  files,
  files.map(([, { buffer }]) => buffer),
);
