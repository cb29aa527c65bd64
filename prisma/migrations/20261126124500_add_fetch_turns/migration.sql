-- AlterTable
ALTER TABLE "repository_mirrors" ADD COLUMN     "asked_by" INTEGER,
ADD COLUMN     "asked_turn" INTEGER;

-- Whose turn is next, and the last turn of an account, are found among however many wait.
CREATE INDEX "repository_mirrors_asked_turn_idx" ON "repository_mirrors"("asked_turn") WHERE "asked_at" IS NOT NULL;
CREATE INDEX "repository_mirrors_asked_by_idx" ON "repository_mirrors"("asked_by", "asked_turn") WHERE "asked_at" IS NOT NULL;
