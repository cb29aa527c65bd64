-- CreateEnum
CREATE TYPE "permission_sync_job_state" AS ENUM ('QUEUED', 'FAILED', 'COMPLETED', 'CANCELED');

-- CreateTable
CREATE TABLE "permission_sync_jobs" (
    "id" SERIAL NOT NULL,
    "state" "permission_sync_job_state" NOT NULL DEFAULT 'QUEUED',
    "reason" TEXT NOT NULL,
    "user_id" INTEGER,
    "repository_id" INTEGER,
    "triggered_by_id" INTEGER,
    "invalidate_caches" BOOLEAN NOT NULL DEFAULT false,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "failure_message" TEXT,
    "cancellation_reason" TEXT,
    "worker_hostname" TEXT NOT NULL DEFAULT '',
    "permissions_added" INTEGER NOT NULL DEFAULT 0,
    "permissions_removed" INTEGER NOT NULL DEFAULT 0,
    "permissions_found" INTEGER NOT NULL DEFAULT 0,
    "code_host_states" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "permission_sync_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "permission_sync_jobs_user_id_id_idx" ON "permission_sync_jobs"("user_id", "id");

-- CreateIndex
CREATE INDEX "permission_sync_jobs_repository_id_id_idx" ON "permission_sync_jobs"("repository_id", "id");

-- CreateIndex
CREATE INDEX "permission_sync_jobs_state_id_idx" ON "permission_sync_jobs"("state", "id");

-- A job is about one thing.
ALTER TABLE permission_sync_jobs ADD CONSTRAINT permission_sync_jobs_have_one_subject CHECK (num_nonnulls(user_id, repository_id) = 1);

-- What waits already is not asked for twice.
CREATE UNIQUE INDEX permission_sync_jobs_one_waits_for_user ON permission_sync_jobs (user_id) WHERE state = 'QUEUED';
CREATE UNIQUE INDEX permission_sync_jobs_one_waits_for_repository ON permission_sync_jobs (repository_id) WHERE state = 'QUEUED';
