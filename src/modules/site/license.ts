import { importSPKI, jwtVerify } from 'jose';
import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';

/** What a licence key says. Without a key nothing is limited. */
export interface License {
  plan: string;
  tags: string[];
  /** How many people may have accounts; 0 is unlimited. Service accounts never count. */
  userCount: number;
  expiresAt: Date;
}

const claims = z.object({
  plan: z.string().default('enterprise'),
  tags: z.array(z.string()).default([]),
  userCount: z.number().int().min(0),
  exp: z.number(),
});

/** What keys of ours are verified with. `LICENSE_PUBLIC_KEY` takes its place for who makes their own. */
const ourPublicKey = 'MCowBQYDK2VwAyEAptc9frqW07zP82F6unKKMH0OT7t/Z4OYtO+1acmFPM8=';

/** Reads licence keys: a JWT signed with EdDSA (RFC 8037), made by `scripts/mint-license.mjs`. */
export class LicenseReader {
  #last: { key: string; license: Promise<License | undefined> } = {
    key: '',
    license: Promise.resolve(undefined),
  };

  /** `publicKey`: PEM, or its base64 without header lines. */
  constructor(private readonly publicKey = ourPublicKey) {}

  /**
   * The licence behind a key; undefined when there is no key. An expired one is still returned.
   *
   * @throws InvalidInputError when the key was not signed for us.
   */
  read(key: string): Promise<License | undefined> {
    if (key !== this.#last.key) this.#last = { key, license: this.#verify(key) };
    return this.#last.license;
  }

  async #verify(key: string): Promise<License | undefined> {
    if (key === '') return undefined;
    const pem = this.publicKey.includes('BEGIN')
      ? this.publicKey
      : `-----BEGIN PUBLIC KEY-----\n${this.publicKey}\n-----END PUBLIC KEY-----`;
    try {
      const { payload } = await jwtVerify(key, await importSPKI(pem, 'EdDSA'), {
        algorithms: ['EdDSA'],
        audience: 'gatehouse-license',
        // An expired licence is a licence: what it forbids is decided where it matters.
        clockTolerance: Number.MAX_SAFE_INTEGER,
      });
      const { plan, tags, userCount, exp } = claims.parse(payload);
      return { plan, tags, userCount, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      const cause = error instanceof z.ZodError ? 'it lacks what a licence says' : (error as Error).message;
      throw new InvalidInputError(`the licence key cannot be verified: ${cause}`);
    }
  }
}
