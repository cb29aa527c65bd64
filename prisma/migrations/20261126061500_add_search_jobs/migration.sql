-- CreateEnum
CREATE TYPE "search_job_state" AS ENUM ('QUEUED', 'PROCESSING', 'FAILED', 'COMPLETED', 'CANCELED');

-- CreateTable
CREATE TABLE "search_jobs" (
    "id" SERIAL NOT NULL,
    "query" TEXT NOT NULL,
    "creator_id" INTEGER NOT NULL,
    "state" "search_job_state" NOT NULL DEFAULT 'QUEUED',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "failure_message" TEXT,
    "task_count" INTEGER NOT NULL DEFAULT 0,
    "completed_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "byte_size" BIGINT NOT NULL DEFAULT 0,
    "served_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_job_tasks" (
    "id" SERIAL NOT NULL,
    "job_id" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "revision" TEXT NOT NULL,
    "state" "search_job_state" NOT NULL DEFAULT 'QUEUED',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "failure_message" TEXT,
    "rules_key" TEXT NOT NULL DEFAULT '',
    "byte_size" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "search_job_tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_job_results" (
    "task_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "lines" BYTEA NOT NULL,

    CONSTRAINT "search_job_results_pkey" PRIMARY KEY ("task_id","number")
);

-- CreateIndex
CREATE INDEX "search_jobs_creator_id_id_idx" ON "search_jobs"("creator_id", "id");

-- CreateIndex
CREATE INDEX "search_jobs_created_at_id_idx" ON "search_jobs"("created_at", "id");

-- CreateIndex
CREATE INDEX "search_job_tasks_job_id_id_idx" ON "search_job_tasks"("job_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "search_job_tasks_job_id_repository_id_revision_key" ON "search_job_tasks"("job_id", "repository_id", "revision");

-- AddForeignKey
ALTER TABLE "search_jobs" ADD CONSTRAINT "search_jobs_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "search_job_tasks" ADD CONSTRAINT "search_job_tasks_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "search_jobs"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "search_job_tasks" ADD CONSTRAINT "search_job_tasks_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "search_job_results" ADD CONSTRAINT "search_job_results_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "search_job_tasks"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- What has not ended is looked for again and again, among ever more that has.
CREATE INDEX search_jobs_open ON search_jobs (id) WHERE state IN ('QUEUED', 'PROCESSING');
CREATE INDEX search_job_tasks_due ON search_job_tasks (job_id, next_try_at, id)
  WHERE state IN ('QUEUED', 'PROCESSING');

-- Whether it has ended, and when, must not contradict one another: jobs are listed by the one and shown with the other.
ALTER TABLE search_jobs ADD CONSTRAINT search_jobs_end
  CHECK ((finished_at IS NOT NULL) = (state IN ('FAILED', 'COMPLETED', 'CANCELED')));
ALTER TABLE search_job_tasks ADD CONSTRAINT search_job_tasks_end
  CHECK ((finished_at IS NOT NULL) = (state IN ('FAILED', 'COMPLETED', 'CANCELED')));

-- A job is done when all of its tasks are counted, so none may be counted twice.
ALTER TABLE search_jobs ADD CONSTRAINT search_jobs_counts
  CHECK (completed_count >= 0 AND failed_count >= 0 AND completed_count + failed_count <= task_count);

-- What is stored is compressed already.
ALTER TABLE search_job_results ALTER COLUMN lines SET STORAGE EXTERNAL;
