-- CreateEnum
CREATE TYPE "external_service_sync_job_state" AS ENUM ('QUEUED', 'PROCESSING', 'ERRORED', 'FAILED', 'COMPLETED', 'CANCELING', 'CANCELED');

-- AlterTable
ALTER TABLE "external_services" ADD COLUMN     "sync_interval_seconds" INTEGER NOT NULL DEFAULT 60;

-- AlterTable
ALTER TABLE "repository_mirrors" DROP COLUMN "claimed_by",
DROP COLUMN "claimed_until";

-- CreateTable
CREATE TABLE "external_service_sync_jobs" (
    "id" SERIAL NOT NULL,
    "external_service_id" INTEGER NOT NULL,
    "state" "external_service_sync_job_state" NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "failure_message" TEXT,
    "repos_synced" INTEGER NOT NULL DEFAULT 0,
    "repo_sync_errors" INTEGER NOT NULL DEFAULT 0,
    "repos_added" INTEGER NOT NULL DEFAULT 0,
    "repos_deleted" INTEGER NOT NULL DEFAULT 0,
    "repos_modified" INTEGER NOT NULL DEFAULT 0,
    "repos_unmodified" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "external_service_sync_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "holder" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "external_service_sync_jobs_external_service_id_id_idx" ON "external_service_sync_jobs"("external_service_id", "id");

-- AddForeignKey
ALTER TABLE "external_service_sync_jobs" ADD CONSTRAINT "external_service_sync_jobs_external_service_id_fkey" FOREIGN KEY ("external_service_id") REFERENCES "external_services"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
