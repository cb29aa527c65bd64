-- AlterTable
ALTER TABLE "user_emails" ADD COLUMN     "verification_sent_at" TIMESTAMPTZ(3);
