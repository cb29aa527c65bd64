-- AlterTable
ALTER TABLE "repository_mirrors" ADD COLUMN     "asked_at" TIMESTAMPTZ(3);

-- What somebody asked for is found among however many are due.
CREATE INDEX "repository_mirrors_asked_at_idx" ON "repository_mirrors"("asked_at") WHERE "asked_at" IS NOT NULL;
