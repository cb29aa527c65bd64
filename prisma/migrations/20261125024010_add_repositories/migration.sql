-- CreateEnum
CREATE TYPE "external_service_kind" AS ENUM ('AWSCODECOMMIT', 'AZUREDEVOPS', 'BITBUCKETCLOUD', 'BITBUCKETSERVER', 'GERRIT', 'GITHUB', 'GITLAB', 'GITOLITE', 'OTHER', 'PAGURE', 'PERFORCE', 'PHABRICATOR');

-- CreateEnum
CREATE TYPE "clone_status" AS ENUM ('NOT_CLONED', 'CLONING', 'CLONED');

-- CreateEnum
CREATE TYPE "permission_source" AS ENUM ('REPO_SYNC', 'USER_SYNC', 'API');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "unrestricted_repo_access" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "external_services" (
    "id" SERIAL NOT NULL,
    "kind" "external_service_kind" NOT NULL,
    "display_name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed_config" TEXT NOT NULL,
    "unrestricted" BOOLEAN NOT NULL DEFAULT false,
    "creator_id" INTEGER,
    "last_updater_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_sync_at" TIMESTAMPTZ(3),
    "next_sync_at" TIMESTAMPTZ(3),
    "last_sync_error" TEXT,
    "warning" TEXT,

    CONSTRAINT "external_services_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repositories" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "is_private" BOOLEAN NOT NULL DEFAULT true,
    "is_fork" BOOLEAN NOT NULL DEFAULT false,
    "is_archived" BOOLEAN NOT NULL DEFAULT false,
    "unrestricted" BOOLEAN NOT NULL DEFAULT false,
    "stars" INTEGER NOT NULL DEFAULT 0,
    "topics" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "service_type" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "repositories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_service_repositories" (
    "external_service_id" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "clone_url" TEXT NOT NULL,
    "remote_key" TEXT NOT NULL,
    "is_private" BOOLEAN NOT NULL,

    CONSTRAINT "external_service_repositories_pkey" PRIMARY KEY ("external_service_id","repository_id")
);

-- CreateTable
CREATE TABLE "repository_mirrors" (
    "repository_id" INTEGER NOT NULL,
    "status" "clone_status" NOT NULL DEFAULT 'NOT_CLONED',
    "next_fetch_at" TIMESTAMPTZ(3),
    "last_fetched_at" TIMESTAMPTZ(3),
    "last_changed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_output" TEXT,
    "progress" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "interval_seconds" INTEGER NOT NULL DEFAULT 60,
    "byte_size" BIGINT NOT NULL DEFAULT 0,
    "corrupted_at" TIMESTAMPTZ(3),
    "claimed_by" TEXT,
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "repository_mirrors_pkey" PRIMARY KEY ("repository_id")
);

-- CreateTable
CREATE TABLE "repository_grants" (
    "user_id" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "source" "permission_source" NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "repository_grants_pkey" PRIMARY KEY ("repository_id","user_id","source")
);

-- CreateTable
CREATE TABLE "pending_repository_grants" (
    "repository_id" INTEGER NOT NULL,
    "bind_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "pending_repository_grants_pkey" PRIMARY KEY ("repository_id","bind_id")
);

-- CreateTable
CREATE TABLE "repository_metadata" (
    "repository_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT,

    CONSTRAINT "repository_metadata_pkey" PRIMARY KEY ("repository_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "repositories_service_type_service_id_external_id_key" ON "repositories"("service_type", "service_id", "external_id");

-- CreateIndex
CREATE INDEX "external_service_repositories_repository_id_idx" ON "external_service_repositories"("repository_id");

-- CreateIndex
CREATE INDEX "external_service_repositories_remote_key_idx" ON "external_service_repositories"("remote_key");

-- CreateIndex
CREATE INDEX "repository_mirrors_next_fetch_at_idx" ON "repository_mirrors"("next_fetch_at");

-- CreateIndex
CREATE INDEX "repository_grants_by_user" ON "repository_grants"("user_id", "repository_id", "source", "updated_at", "expires_at");

-- CreateIndex
CREATE INDEX "pending_repository_grants_bind_id_repository_id_idx" ON "pending_repository_grants"("bind_id", "repository_id");

-- CreateIndex
CREATE INDEX "repository_metadata_key_idx" ON "repository_metadata"("key");

-- AddForeignKey
ALTER TABLE "external_services" ADD CONSTRAINT "external_services_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "external_services" ADD CONSTRAINT "external_services_last_updater_id_fkey" FOREIGN KEY ("last_updater_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "external_service_repositories" ADD CONSTRAINT "external_service_repositories_external_service_id_fkey" FOREIGN KEY ("external_service_id") REFERENCES "external_services"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "external_service_repositories" ADD CONSTRAINT "external_service_repositories_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "repository_mirrors" ADD CONSTRAINT "repository_mirrors_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "repository_metadata" ADD CONSTRAINT "repository_metadata_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- A name names one living repository; what was deleted keeps its name for whoever reads about it.
CREATE UNIQUE INDEX repositories_living_name ON repositories (name_key) WHERE deleted_at IS NULL;

-- What everybody sees, in the order of its names, for callers with few grants.
CREATE INDEX repositories_open ON repositories (name_key) WHERE deleted_at IS NULL AND (NOT is_private OR unrestricted);

-- A name becomes part of paths and of URLs: no part of it is empty, goes up, or reads as an option or a revision.
ALTER TABLE repositories ADD CONSTRAINT repositories_name_is_a_path
  CHECK (length(name) BETWEEN 1 AND 500 AND name !~ '(^|/)(\.{0,2}|-)(/|$)' AND name !~ '[@\s[:cntrl:]]' AND name !~ '^-');
