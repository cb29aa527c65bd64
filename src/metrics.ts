import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts and times for Prometheus. Labels are few and fixed; no names of accounts, tokens or operations. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'gatehouse_http_request_seconds',
      help: 'Time to answer HTTP requests.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    graphqlRequests: new Counter({
      name: 'gatehouse_graphql_requests_total',
      help: 'GraphQL requests by kind of caller and outcome.',
      labelNames: ['actor', 'outcome'],
      registers: [registry],
    }),
    refusedCredentials: new Counter({
      name: 'gatehouse_refused_credentials_total',
      help: 'Requests whose credential was refused, by cause.',
      labelNames: ['cause'],
      registers: [registry],
    }),
    mails: new Counter({
      name: 'gatehouse_mails_total',
      help: 'Mails by outcome; each try counts.',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    auditEventsLost: (read: () => number) =>
      new Gauge({
        name: 'gatehouse_audit_events_lost',
        help: 'Audit events that could not be stored although nobody waited for them. Anything but 0 is an alarm.',
        registers: [registry],
        collect() {
          this.set(read());
        },
      }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
