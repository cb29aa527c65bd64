import type { Services } from '../../services.js';

/** Where mail to a person goes: their primary address, which is verified. */
export async function primaryAddress(
  { db }: Pick<Services, 'db'>,
  userId: number,
): Promise<string | undefined> {
  const email = await db.prisma.userEmail.findFirst({ where: { userId, isPrimary: true } });
  return email?.email;
}
