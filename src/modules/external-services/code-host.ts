import type { z } from 'zod';
import type { ExternalServiceKind } from '../../db/generated/prisma/client.js';
import type { HostError } from './ask-host.js';

/** A repository as its code host tells of it. */
export interface SourceRepository {
  name: string;
  /** With neither user nor password, except the user of ssh. */
  cloneUrl: string;
  /** Names the host in `externalRepository.serviceID`. */
  serviceId: string;
  /** Names it at its host for good, through renames. */
  externalId: string;
  isPrivate: boolean;
  description?: string;
  isFork?: boolean;
  isArchived?: boolean;
  stars?: number;
  topics?: string[];
}

/** What a listing needs beside the configuration. */
export interface ListingOptions {
  /** Everybody sees the repositories of the connection. */
  unrestricted: boolean;
}

/** A configuration that was read, and what can be done with it. */
export interface Connection {
  /** The base URL, without credentials. */
  url: string;
  /** All repositories where the configuration alone names them; otherwise the host has to be asked. */
  listed?(options: ListingOptions): SourceRepository[] | undefined;
  /** All repositories, as the host tells them. */
  list(options: ListingOptions & { signal: AbortSignal }): Promise<HostListing>;
  /** Asks the host for something small, with the credential; absent where nothing can be asked. Throws what is wrong. */
  check?(signal: AbortSignal): Promise<void>;
  /** What a repository of it is fetched with. */
  credentials(url: URL): { basic?: { user: string; password: string }; sshKey?: string };
}

/** What a host answered: its repositories, and in words what of its answer could not be taken. */
export interface HostListing {
  repositories: SourceRepository[];
  problems: string[];
  /** What kept the host from telling all. What it did not tell of is not gone for that. */
  failure?: HostError | undefined;
}

/** A kind of code host. */
export interface CodeHost {
  kind: ExternalServiceKind;
  /** As `externalRepository.serviceType` tells it. */
  serviceType: string;
  /** Reads a configuration. */
  config: z.ZodType<Connection>;
  /** The keys whose values are secret. Credentials in URLs are, wherever they stand. */
  secretKeys: readonly string[];
}
