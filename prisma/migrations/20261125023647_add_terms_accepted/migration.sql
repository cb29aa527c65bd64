-- AlterTable
ALTER TABLE "users" ADD COLUMN     "tos_accepted_at" TIMESTAMPTZ(3);

-- A person has an address once, whatever its case.
CREATE UNIQUE INDEX user_emails_once_per_user ON user_emails (user_id, lower(email));
