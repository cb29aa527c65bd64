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

/** Reads licence keys: a JWT signed with EdDSA by the holder of the private half of `LICENSE_PUBLIC_KEY`. */
export class LicenseReader {
  #last: { key: string; license: Promise<License | undefined> } = {
    key: '',
    license: Promise.resolve(undefined),
  };

  /** `publicKey`: PEM, or its base64 without header lines. Without it no key is accepted. */
  constructor(private readonly publicKey: string | undefined) {}

  /**
   * The licence behind a key; undefined when there is no key. An expired one is still returned.
   *
   * @throws InvalidInputError when the key was not signed for us, or nothing is there to verify it with.
   */
  read(key: string): Promise<License | undefined> {
    if (key !== this.#last.key) this.#last = { key, license: this.#verify(key) };
    return this.#last.license;
  }

  async #verify(key: string): Promise<License | undefined> {
    if (key === '') return undefined;
    if (!this.publicKey) {
      throw new InvalidInputError(
        'the site configuration has a licenseKey, but LICENSE_PUBLIC_KEY is not set',
      );
    }
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
