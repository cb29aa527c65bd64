-- AlterTable
ALTER TABLE "pending_repository_grants" ADD COLUMN     "ordinal" BIGSERIAL NOT NULL;

-- CreateTable
CREATE TABLE "permission_replacements" (
    "caller_id" INTEGER NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "permission_replacements_pkey" PRIMARY KEY ("caller_id","key_hash")
);

-- CreateIndex
CREATE INDEX "permission_replacements_created_at_idx" ON "permission_replacements"("created_at");

-- What housekeeping looks for; grants that end are few.
CREATE INDEX repository_grants_that_end ON repository_grants (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX pending_repository_grants_that_end ON pending_repository_grants (expires_at) WHERE expires_at IS NOT NULL;
